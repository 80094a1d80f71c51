using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

/// <summary>An orderly shutdown loses no refresh token: what is on its way into the store is waited for.</summary>
[CancelAfter(30_000)]
public sealed class EndOfProcessTests
{
    [Test]
    public async Task It_does_not_come_between_a_response_and_its_refresh_token([Values] bool async, Ct ct)
    {
        var store = new GatedStore();
        var world = new FleetWorlds(store).StartWithRefreshTokenOnly();
        var manager = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty);
        var key = world.Key;
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await store.Arrived.WaitAsync(ct);

        var disposing = async ? world.Provider.DisposeAsync().AsTask() : Task.Run(world.Provider.Dispose, ct);

        while (!manager.IsClosed)
        {
            await Task.Yield();
        }

        store.Release();
        await disposing;

        Assert.That((await store.GetAsync(key, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>().With.Property("IsTransient").False);
    }

    [Test]
    public async Task It_waits_for_the_response_to_the_only_refresh_token(Ct ct)
    {
        var store = new MemoryTokenStore();
        var fleet = new FleetWorlds(store);
        var world = fleet.StartWithRefreshTokenOnly();
        var key = world.Key;
        fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);

        var disposing = world.Provider.DisposeAsync().AsTask();
        Assert.That(disposing.IsCompleted, Is.False);
        fleet.Endpoint.Release();
        await disposing;

        Assert.That((await store.GetAsync(key, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>());
    }

    [Test]
    public async Task The_store_outlives_the_last_response(Ct ct)
    {
        var memory = new MemoryTokenStore();
        var world = new TestWorld(options => options.UseSipgateOAuth("id", "secret", "given"), builder =>
        {
            builder.Services.AddSingleton<Connection>();
            builder.UseTokenStore(provider =>
            {
                var connection = provider.GetRequiredService<Connection>();
                return new UnsteadyStore(memory) { IsOpen = () => !connection.IsDisposed };
            });
        });
        var key = world.Key;
        world.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await world.Endpoint.Arrived(ct);

        var disposing = world.Provider.DisposeAsync().AsTask();
        world.Endpoint.Release();
        await disposing;

        Assert.That((await memory.GetAsync(key, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>());
    }

    /// <summary>What a store needs, and the container disposes.</summary>
    private sealed class Connection : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
