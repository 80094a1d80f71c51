using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

[CancelAfter(30_000)]
public sealed class DistributedCacheExpiryTests
{
    [Test]
    public async Task A_token_without_an_end_is_kept(Ct ct)
    {
        var store = Create();

        // Twice, because the cache's clock has to move on from ours for the sum to overflow.
        Assert.That(await store.SetAsync("a", Tokens(1, DateTimeOffset.MaxValue), ct), Is.True);
        Assert.That(await store.SetAsync("a", Tokens(2, DateTimeOffset.MaxValue), ct), Is.True);
        Assert.That((await store.GetAsync("a", ct))!.Generation, Is.EqualTo(2));
    }

    [Test]
    public async Task A_set_that_is_out_already_takes_the_place_of_the_older_one(Ct ct)
    {
        var store = Create();
        await store.SetAsync("a", Tokens(1, DateTimeOffset.UtcNow.AddHours(1)) with { RefreshToken = "refresh-1" }, ct);

        Assert.That(await store.SetAsync("a", Tokens(2, DateTimeOffset.UtcNow.AddHours(-1)), ct), Is.True);
        Assert.That(await store.GetAsync("a", ct), Is.Null);
    }

    [Test]
    public async Task A_set_with_a_refresh_token_outlives_its_access_token(Ct ct)
    {
        var store = Create();
        await store.SetAsync("a", Tokens(1, DateTimeOffset.UtcNow.AddHours(-1)) with { RefreshToken = "refresh-1" }, ct);

        Assert.That((await store.GetAsync("a", ct))!.RefreshToken, Is.EqualTo("refresh-1"));
    }

    private static TokenSet Tokens(int number, DateTimeOffset expiresAt) =>
        new(new AccessToken { Value = $"token-{number}", ExpiresAt = expiresAt }, null, DateTimeOffset.UtcNow, number);

    private static ITokenStore Create() => new ServiceCollection()
        .AddDistributedMemoryCache()
        .AddSonetelAuth(_ => { })
        .UseDistributedCache()
        .Services.BuildServiceProvider()
        .GetRequiredKeyedService<ITokenStore>(string.Empty);
}
