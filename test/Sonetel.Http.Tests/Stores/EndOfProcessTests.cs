using System.Net;
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
    public async Task It_keeps_a_refresh_token_that_met_503s_before_the_sign_in_that_it_cancels(Ct ct)
    {
        var store = new MemoryTokenStore();
        var fleet = new FleetWorlds(store);
        var world = fleet.Start();
        var key = world.Key;
        await world.Auth.GetAccessTokenAsync(ct);
        await fleet.Endpoint.Arrived(ct);
        fleet.Endpoint.Answer = (number, _) =>
        {
            if (number == 3)
            {
                fleet.Endpoint.Hold();
            }

            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        };
        var renewing = world.Auth.CreateTokenAsync(cancellationToken: ct);

        // The refresh token twice, and then the sign-in.
        for (var request = 0; request < 3; request++)
        {
            await fleet.Endpoint.Arrived(ct);
        }

        await world.Provider.DisposeAsync();

        Assert.That(async () => await renewing, Throws.InstanceOf<Exception>());
        Assert.That((await store.GetAsync(key, ct))!.RefreshToken, Is.EqualTo("refresh-1"));
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

    [Test]
    public async Task It_waits_for_the_result_of_a_refresh_token_that_was_replaced_meanwhile([Values] Replacement replacement, Ct ct)
    {
        var (store, fails, hasFailed) = (new ScriptedStore(), false, new TaskCompletionSource());
        store.BeforeSet = _ =>
        {
            if (fails)
            {
                hasFailed.TrySetResult();
                throw new IOException("down");
            }

            return Task.CompletedTask;
        };
        var fleet = new FleetWorlds(store);
        var world = fleet.StartWithRefreshTokenOnly();
        var key = world.Key;
        fleet.Endpoint.Answer = (_, _) =>
        {
            fails = true;
            return null;
        };
        fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);

        if (replacement is Replacement.BeforeTheResponse)
        {
            Replace(world);
            fleet.Endpoint.Release();
            await hasFailed.Task.WaitAsync(ct);
            Assert.That(async () => await fleet.Time.StepUntil(waiting, TimeSpan.FromSeconds(1), ct), Throws.InstanceOf<SonetelAuthException>());
        }
        else
        {
            fleet.Endpoint.Release();
            await waiting;
            Replace(world);
        }

        var disposing = world.Provider.DisposeAsync().AsTask();
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(10), ct);
        Assert.That(disposing.IsCompleted, Is.False);
        fails = false;
        await fleet.Time.StepUntil(disposing.ContinueWith(_ => true, ct), TimeSpan.FromSeconds(1), ct);

        Assert.That((await store.GetAsync(key, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
    }

    [Test]
    public async Task A_store_that_takes_nothing_ends_it_in_time_and_is_left_alone_from_then_on([Values] Meanwhile meanwhile, Ct ct)
    {
        var (memory, writes) = (new MemoryTokenStore(), 0);
        var store = new UnsteadyStore(memory) { IsOpen = () => Interlocked.Increment(ref writes) > 0 };
        var fleet = new FleetWorlds(store);
        var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (_, _) =>
        {
            store.FailsWrites = true;
            return null;
        };
        await world.Auth.GetAccessTokenAsync(ct);

        if (meanwhile is Meanwhile.Replaced)
        {
            Replace(world);
        }
        else if (meanwhile is Meanwhile.Revoked)
        {
            var revoking = world.Auth.RevokeTokenAsync(cancellationToken: ct);
            await fleet.Time.StepUntil(revoking.ContinueWith(_ => true, ct), TimeSpan.FromMinutes(1), ct);
        }

        var managers = world.Provider.GetRequiredService<TokenManagers>();
        var disposing = world.Provider.DisposeAsync().AsTask();
        await fleet.Time.StepUntil(disposing.ContinueWith(_ => true, ct), TimeSpan.FromMinutes(1), ct);
        Assert.That(managers.DisposeAsync().IsCompleted, Is.True, "a second disposal does not wait again");
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(10), ct);
        var before = writes;
        await fleet.Time.StepAsync(TimeSpan.FromMinutes(1), ct);

        Assert.That(writes, Is.EqualTo(before));
    }

    // The same account with another chain of refresh tokens, hence another row.
    private static void Replace(TestWorld world) => world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options =>
    {
        options.UseSipgateOAuth("id", "secret", "another");
        options.TokenRequestTimeout = TimeSpan.FromMinutes(10);
    });

    public enum Meanwhile
    {
        Nothing,
        Replaced,
        Revoked,
    }

    public enum Replacement
    {
        BeforeTheResponse,
        AfterTheResponse,
    }

    /// <summary>What a store needs, and the container disposes.</summary>
    private sealed class Connection : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
