using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests.Stores;

[CancelAfter(30_000)]
public sealed class DistributedCacheTests
{
    private static readonly TokenSet Tokens = new(
        new AccessToken { Value = "token-1", ExpiresAt = DateTimeOffset.MaxValue }, "refresh-1", DateTimeOffset.UnixEpoch, 1);

    private readonly MemoryDistributedCache _cache = new(Options.Create(new MemoryDistributedCacheOptions()));

    private static IEnumerable<string> Rules =>
        new TokenStoreContract(() => new MemoryTokenStore()).RulesForOneWriter.Select(rule => rule.Name);

    [TestCaseSource(nameof(Rules))]
    public Task It_keeps_the_contract_but_for_many_writers(string rule, Ct ct) => new TokenStoreContract(() => Create()).RunAsync(rule, ct);

    [Test]
    public async Task A_heartbeat_that_the_cache_delays_does_not_overwrite_the_renewed_tokens(Ct ct)
    {
        var cache = new GatedCache();
        var fleet = new FleetWorlds(new DistributedCacheTokenStore(cache, null, new DistributedCacheTokenStoreOptions()));
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        await fleet.Endpoint.Arrived(ct);
        fleet.Endpoint.Hold();
        var renewing = world.Auth.CreateTokenAsync(cancellationToken: ct);
        await fleet.Endpoint.Arrived(ct);
        var beat = cache.HoldNextRead();
        fleet.Time.Advance(TimeSpan.FromSeconds(1));
        await beat.WaitAsync(ct);

        fleet.Endpoint.Release();
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
        await cache.ReleaseAsync().WaitAsync(ct);
        await fleet.Time.StepUntil(renewing, TimeSpan.FromMilliseconds(100), ct);
        await fleet.Time.StepUntil(world.Auth.CreateTokenAsync(cancellationToken: ct), TimeSpan.FromMilliseconds(100), ct);

        Assert.That(fleet.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-2"));
    }

    [Test]
    public async Task A_cache_that_does_not_answer_for_one_account_holds_up_no_other(Ct ct)
    {
        var cache = new GatedCache();
        var store = new DistributedCacheTokenStore(cache, null, new DistributedCacheTokenStoreOptions());
        var held = cache.HoldNextRead();
        var first = store.SetAsync("first", Tokens, ct);
        await held.WaitAsync(ct);

        for (var number = 0; number < 200; number++)
        {
            Assert.That(await store.SetAsync($"other-{number}", Tokens, ct), Is.True);
        }

        _ = cache.ReleaseAsync();
        Assert.That(await first, Is.True);
    }

    [Test]
    public async Task Tokens_are_encrypted_under_the_prefix_and_another_process_reads_them(Ct ct)
    {
        await Create(Encrypt).SetAsync("a", Tokens, ct);

        Assert.That((await Create(Encrypt).GetAsync("a", ct))!.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(
            Encoding.UTF8.GetString((await _cache.GetAsync("mine:a", ct))!),
            Does.Not.Contain("token-1").And.Not.Contain("refresh-1"));
    }

    [Test]
    public async Task What_cannot_be_decrypted_is_an_exception_and_stays(Ct ct)
    {
        await Create(Encrypt).SetAsync("a", Tokens, ct);
        var without = Create(options => options.KeyPrefix = "mine:");

        Assert.That(async () => await without.GetAsync("a", ct), Throws.InstanceOf<InvalidDataException>());
        Assert.That(async () => await without.SetAsync("a", Tokens, ct), Throws.InstanceOf<InvalidDataException>());
        Assert.That((await Create(Encrypt).GetAsync("a", ct))!.Generation, Is.EqualTo(1));
    }

    [Test]
    public async Task A_lifetime_beyond_the_last_date_can_be_kept(Ct ct)
    {
        var store = Create(options => options.RefreshTokenLifetime = TimeSpan.MaxValue);

        Assert.That(await store.SetAsync("a", Tokens, ct), Is.True);
        Assert.That(await store.GetAsync("a", ct), Is.Not.Null);
    }

    [TestCase(-1, 30)]
    [TestCase(1, 30)]
    [TestCase(365, 395)]
    [TestCase(4000, 3650)]
    public async Task An_entry_is_kept_for_30_days_after_its_last_write_or_its_longer_lived_access_token(int lifetime, int days, Ct ct)
    {
        var expiresAt = DateTimeOffset.UnixEpoch.AddDays(lifetime);

        await AssertIsKeptAsync(Tokens with { AccessToken = new AccessToken { Value = "token-1", ExpiresAt = expiresAt } }, days, ct);
    }

    [Test]
    public Task An_entry_without_an_access_token_is_kept_for_30_days(Ct ct) =>
        AssertIsKeptAsync(new TokenSet(null, null, DateTimeOffset.UnixEpoch, 1), days: 30, ct);

    [Test]
    public void A_lifetime_that_is_none_is_refused_where_it_is_written() =>
        Assert.That(
            () => Create(options => options.RefreshTokenLifetime = Timeout.InfiniteTimeSpan),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains("RefreshTokenLifetime"));

    private static void Encrypt(DistributedCacheTokenStoreOptions options)
    {
        options.KeyPrefix = "mine:";
        options.EncryptionKeys.Add(new TokenEncryptionKey("k", SHA256.HashData("key"u8)));
    }

    private static async Task AssertIsKeptAsync(TokenSet tokens, int days, Ct ct)
    {
        var cache = Substitute.For<IDistributedCache>();
        cache.GetAsync("sonetel-tokens:a", ct).Returns((byte[]?)null);
        var store = new DistributedCacheTokenStore(cache, null, new DistributedCacheTokenStoreOptions());

        await store.SetAsync("a", tokens, ct);

        await cache.Received().SetAsync(
            "sonetel-tokens:a",
            Arg.Any<byte[]>(),
            Arg.Is<DistributedCacheEntryOptions>(entry => entry.AbsoluteExpirationRelativeToNow == TimeSpan.FromDays(days)),
            ct);
    }

    private ITokenStore Create(Action<DistributedCacheTokenStoreOptions>? configure = null) => new ServiceCollection()
        .AddSingleton<IDistributedCache>(_cache)
        .AddSonetelAuth(_ => { })
        .UseDistributedCache(configure)
        .Services.BuildServiceProvider()
        .GetRequiredKeyedService<ITokenStore>(string.Empty);
}
