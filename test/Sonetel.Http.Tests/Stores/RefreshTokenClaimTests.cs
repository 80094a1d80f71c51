using System.Net;

namespace Sonetel.Http.Tests.Stores;

[CancelAfter(30_000)]
public sealed class RefreshTokenClaimTests
{
    [Test]
    public async Task While_a_refresh_token_is_in_use_a_shared_store_does_not_hold_it(Ct ct)
    {
        var store = new SharedStoreFake();
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        await world.Auth.GetAccessTokenAsync(ct);
        var during = (string?)"not asked";
        world.Endpoint.Answer = (_, _) =>
        {
            during = store.Held!.RefreshToken;
            return null;
        };

        world.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(during, Is.Null);
        Assert.That(store.Held!.RefreshToken, Is.EqualTo("refresh-2"));
        Assert.That(world.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_refresh_token_that_the_endpoint_did_not_get_to_use_is_put_back(Ct ct)
    {
        var store = new SharedStoreFake();
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (number, _) => number == 2 ? FakeTokenEndpoint.Error(HttpStatusCode.ServiceUnavailable, "busy") : null;

        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(store.Held!.RefreshToken, Is.EqualTo("refresh-1"));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-1"));
    }

    /// <summary>Memory that a fleet is taken to share.</summary>
    private sealed class SharedStoreFake : ITokenStore
    {
        private readonly MemoryTokenStore _memory = new();

        public TokenSet? Held { get; private set; }

        public ValueTask<TokenSet?> GetAsync(string account, Ct cancellationToken) => _memory.GetAsync(account, cancellationToken);

        public async ValueTask<bool> SetAsync(string account, TokenSet tokens, Ct cancellationToken)
        {
            var isTaken = await _memory.SetAsync(account, tokens, cancellationToken);
            Held = await _memory.GetAsync(account, cancellationToken);
            return isTaken;
        }

        public ValueTask RemoveAsync(string account, Ct cancellationToken) => _memory.RemoveAsync(account, cancellationToken);

        public ValueTask<IAsyncDisposable> LockAsync(string account, Ct cancellationToken) => _memory.LockAsync(account, cancellationToken);
    }
}
