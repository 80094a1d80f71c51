using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

/// <summary>An account that receives other options while a token request or a revocation is pending.</summary>
[CancelAfter(30_000)]
public sealed class MovedAccountTests
{
    [Test]
    public async Task A_refresh_token_received_for_the_previous_row_is_not_used_for_the_new_one(Ct ct)
    {
        var fleet = new FleetWorlds(new MemoryTokenStore());
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);

        Set(world, secret: "secret", refreshToken: "another");
        fleet.Endpoint.Release();

        Assert.That((await waiting).Value, Is.EqualTo("token-2"));
        Assert.That(fleet.Endpoint.Bodies[1], Does.Contain("refresh_token=another"));
    }

    [Test]
    public async Task A_refresh_token_received_with_the_previous_secret_survives_a_store_that_loses_it(Ct ct)
    {
        var (store, writes) = (new ScriptedStore(), 0);
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        store.BeforeSet = tokens =>
        {
            writes += tokens is { Renewer: null, RefreshToken: "refresh-1" } ? 1 : 0;
            return Task.CompletedTask;
        };
        store.BeforeGet = () =>
        {
            store.Memory = writes == 1 ? new MemoryTokenStore() : store.Memory;
            return Task.CompletedTask;
        };
        fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);

        Set(world, secret: "another", refreshToken: "given");
        fleet.Endpoint.Release();
        await waiting;

        Assert.That(fleet.Endpoint.Bodies[1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_revocation_of_the_previous_row_leaves_the_new_one_its_refresh_token(Ct ct)
    {
        var (store, reading, mayRead) = (new ScriptedStore(), new TaskCompletionSource(), new TaskCompletionSource());
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        store.BeforeGet = () =>
        {
            reading.TrySetResult();
            return mayRead.Task;
        };
        var revoking = world.Auth.RevokeTokenAsync(cancellationToken: ct);
        await reading.Task.WaitAsync(ct);

        Set(world, secret: "secret", refreshToken: "another");
        mayRead.SetResult();
        await revoking;
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(fleet.Endpoint.Bodies[^1], Does.Contain("refresh_token=another"));
    }

    [Test]
    public async Task Shutdown_waits_for_the_results_of_each_row_that_the_account_has_left(Ct ct)
    {
        var (store, rejected) = (new ScriptedStore(), new HashSet<string?> { "refresh-1", "refresh-2" });
        store.BeforeSet = tokens => tokens.Renewer is null && rejected.Contains(tokens.RefreshToken)
            ? Task.FromException(new IOException("down"))
            : Task.CompletedTask;
        var fleet = new FleetWorlds(store);
        var world = fleet.StartWithRefreshTokenOnly();
        var key = world.Key;
        await world.Auth.GetAccessTokenAsync(ct);
        Set(world, secret: "secret", refreshToken: "another");
        await world.Auth.GetAccessTokenAsync(ct);
        Set(world, secret: "secret", refreshToken: "third");

        var disposing = world.Provider.DisposeAsync().AsTask();
        rejected.Remove("refresh-2");
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(10), ct);
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(10), ct);
        Assert.That(disposing.IsCompleted, Is.False);
        rejected.Clear();
        await fleet.Time.StepUntil(disposing.ContinueWith(_ => true, ct), TimeSpan.FromSeconds(1), ct);

        Assert.That((await store.GetAsync(key, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
    }

    private static void Set(TestWorld world, string secret, string refreshToken) =>
        world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options =>
        {
            options.UseSipgateOAuth("id", secret, refreshToken);
            options.TokenRequestTimeout = TimeSpan.FromMinutes(10);
        });
}
