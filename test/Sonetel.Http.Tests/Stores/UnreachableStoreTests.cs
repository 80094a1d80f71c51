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
}
