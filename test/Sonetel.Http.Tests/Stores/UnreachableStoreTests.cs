using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

[CancelAfter(30_000)]
public sealed class UnreachableStoreTests
{
    [Test]
    public async Task A_process_that_goes_on_alone_does_not_spend_the_refresh_token_that_others_hold(Ct ct)
    {
        var store = Substitute.For<ITokenStore>();
        store.LockAsync("", default).ReturnsForAnyArgs(_ => new ValueTask<IAsyncDisposable>(Substitute.For<IAsyncDisposable>()));
        store.SetAsync("", null!, default).ReturnsForAnyArgs(new ValueTask<bool>(true));
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        await world.Auth.GetAccessTokenAsync(ct);

        store.GetAsync("", default).ReturnsForAnyArgs<ValueTask<TokenSet?>>(_ => throw new IOException("down"));
        store.LockAsync("", default).ReturnsForAnyArgs<ValueTask<IAsyncDisposable>>(_ => throw new IOException("down"));
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies, Has.Count.EqualTo(2).And.All.StartsWith("grant_type=password"));
    }

    [Test]
    public async Task An_account_that_requires_its_store_fails_without_it(Ct ct)
    {
        var store = Substitute.For<ITokenStore>();
        store.GetAsync("", default).ReturnsForAnyArgs<ValueTask<TokenSet?>>(_ => throw new IOException("down"));
        await using var world = new TestWorld(options => options.RequireTokenStore = true, builder => builder.UseTokenStore(_ => store));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("token store"));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task What_was_revoked_while_the_store_was_away_does_not_come_back_with_it(Ct ct)
    {
        var store = new UnsteadyStore();
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        await world.Auth.GetAccessTokenAsync(ct);

        for (var revocations = 0; revocations < 2; revocations++)
        {
            store.Fails = true;
            await world.Auth.RevokeTokenAsync(cancellationToken: ct);
            store.Fails = false;
        }

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
        Assert.That(world.Endpoint.Bodies[1], Does.StartWith("grant_type=password"));
        Assert.That((await store.GetAsync(string.Empty, ct))!.AccessToken.Value, Is.EqualTo("token-2"), "and the next process finds the new one");
    }

    [TestCase(null, "Bearer", null)]
    [TestCase("", "Bearer", null)]
    [TestCase("a\r\nX: y", "Bearer", null)]
    [TestCase("tök", "Bearer", null)]
    [TestCase("token", null, null)]
    [TestCase("token", "", null)]
    [TestCase("token", "Bea\nrer", null)]
    [TestCase("token", "Bea rer", null)]
    [TestCase("token", "Bearer:", null)]
    [TestCase("token", "Bearer", "re\nfresh")]
    public async Task What_a_store_gives_that_no_token_can_be_counts_as_absent(string? value, string? scheme, string? refreshToken, Ct ct)
    {
        var store = Substitute.For<ITokenStore>();
        var token = new AccessToken { Value = value!, Scheme = scheme!, ExpiresAt = DateTimeOffset.MaxValue };
        store.GetAsync("", default).ReturnsForAnyArgs(new ValueTask<TokenSet?>(new TokenSet(token, refreshToken, DateTimeOffset.UnixEpoch, 7)));
        store.LockAsync("", default).ReturnsForAnyArgs(_ => new ValueTask<IAsyncDisposable>(Substitute.For<IAsyncDisposable>()));
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(System.Net.HttpStatusCode.OK));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
        Assert.That(world.Logs.Count("StoredTokensUnreadable"), Is.Positive);
    }

    [Test]
    public async Task A_set_without_a_token_counts_as_absent(Ct ct)
    {
        var store = Substitute.For<ITokenStore>();
        store.GetAsync("", default).ReturnsForAnyArgs(new ValueTask<TokenSet?>(new TokenSet(null!, null, DateTimeOffset.UnixEpoch, 7)));
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(System.Net.HttpStatusCode.OK));
    }

    [Test]
    public async Task A_store_that_is_null_is_a_clear_error(Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => null!));

        Assert.That(async () => await world.GetAsync(ct), Throws.InvalidOperationException.With.Message.Contains("UseTokenStore returned null"));
    }

    [Test]
    public async Task A_store_that_hangs_whatever_it_is_told_is_waited_for_once_before_and_once_after_the_request([Values] bool async, Ct ct)
    {
        var store = new UnsteadyStore { Hangs = true };
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var waiting = world.SendAsync(async, request, ct);

        for (var wait = 0; wait < 2; wait++)
        {
            await store.Hanging.ReadAsync(ct);
            world.Time.Advance(TimeSpan.FromSeconds(5));
        }

        using var response = await waiting;
        Assert.That(response.IsSuccessStatusCode, Is.True);
        Assert.That(store.Hanging.Count, Is.Zero);
    }

    [Test]
    public async Task An_outage_is_told_once_and_so_is_its_end([Values] bool writesOnly, Ct ct)
    {
        var store = new UnsteadyStore { Fails = !writesOnly, FailsWrites = writesOnly };
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));

        for (var renewals = 0; renewals < 4; renewals++)
        {
            await world.Auth.GetAccessTokenAsync(ct);
            world.Time.Advance(TimeSpan.FromHours(2));
        }

        Assert.That((world.Logs.Count("TokenStoreUnreachable"), world.Logs.Count("TokenStoreReachable")), Is.EqualTo((1, 0)));
        (store.Fails, store.FailsWrites) = (false, false);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That((world.Logs.Count("TokenStoreUnreachable"), world.Logs.Count("TokenStoreReachable")), Is.EqualTo((1, 1)));
        Assert.That(world.Endpoint.Bodies[^1], Does.StartWith("grant_type=refresh_token"), "and the fleet shares again");
    }

    [Test]
    public async Task A_store_that_takes_no_new_token_costs_neither_it_nor_the_refresh_token_that_came_with_it(Ct ct)
    {
        var store = new UnsteadyStore();
        await using var world = new TestWorld(
            options =>
            {
                options.UseSipgateOAuth("id", "secret", "given");
                options.RequireTokenStore = true;
            },
            builder => builder.UseTokenStore(_ => store));
        await world.Auth.GetAccessTokenAsync(ct);

        store.FailsWrites = true;
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
        store.FailsWrites = false;
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies.Select(body => body.Split('&').Single(part => part.StartsWith("refresh_token=", StringComparison.Ordinal))), Is.EqualTo(new[] { "refresh_token=given", "refresh_token=refresh-1", "refresh_token=refresh-2" }));
    }

    [Test]
    public async Task Without_the_lock_nobody_spends_the_refresh_token_that_is_all_there_is(Ct ct)
    {
        var store = new UnsteadyStore();
        await using var world = new TestWorld(options => options.UseSipgateOAuth("id", "secret", "given"), builder => builder.UseTokenStore(_ => store));
        await world.Auth.GetAccessTokenAsync(ct);

        store.Fails = true;
        world.Time.Advance(TimeSpan.FromHours(2));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("lock").And.Property("IsTransient").True);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_refresh_token_that_the_caller_names_is_the_caller_s_to_spend(Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => new UnsteadyStore { Fails = true }));

        await world.Auth.CreateTokenAsync(new TokenRequest { GrantType = GrantType.RefreshToken, RefreshToken = "named" }, ct);

        Assert.That(world.Endpoint.Bodies.Single(), Does.Contain("refresh_token=named"));
    }

    [Test]
    public async Task A_protector_that_throws_at_what_it_cannot_read_makes_no_outage(Ct ct)
    {
        await using var world = new TestWorld(build: builder =>
        {
            builder.Services.AddDistributedMemoryCache().AddSingleton<ITokenProtector>(new BlindProtector());
            builder.UseDistributedCache();
        });
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That((world.Logs.Count("StoredTokensUnreadable") > 0, world.Logs.Count("TokenStoreUnreachable")), Is.EqualTo((true, 0)));
    }

    /// <summary>Reads nothing, as ASP.NET Data Protection without its keys.</summary>
    private sealed class BlindProtector : ITokenProtector
    {
        public byte[] Protect(string account, ReadOnlySpan<byte> plaintext) => plaintext.ToArray();

        public byte[]? Unprotect(string account, ReadOnlySpan<byte> protectedData) => throw new CryptographicException("The payload was invalid.");
    }
}
