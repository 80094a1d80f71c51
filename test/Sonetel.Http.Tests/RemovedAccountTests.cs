using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.Tests;

/// <summary>What is left of an account that was removed, and what waits for it.</summary>
[CancelAfter(30_000)]
public sealed class RemovedAccountTests
{
    [Test]
    public async Task A_registered_account_that_was_never_used_can_be_removed()
    {
        await using var world = new TestWorld();

        Assert.That(Accounts(world).Remove(string.Empty), Is.True);
    }

    [Test]
    public async Task An_account_that_begins_anew_reads_its_options_anew(Ct ct)
    {
        var password = "old";
        await using var world = new TestWorld(build: builder =>
            builder.Services.Configure<SonetelAuthOptions>("tenant", options => (options.Username, options.Password) = ("anna", password)));
        await Accounts(world).Get("tenant").GetAccessTokenAsync(ct);
        password = "new";

        Accounts(world).Remove("tenant");
        await Accounts(world).Get("tenant").GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies[1], Does.Contain("password=new"));
    }

    [Test]
    public async Task The_status_of_an_account_that_began_anew_is_that_of_its_new_token(Ct ct)
    {
        await using var world = new TestWorld();
        var auth = world.Auth;
        await auth.GetAccessTokenAsync(ct);
        Accounts(world).Remove(string.Empty);

        await world.GetAsync(ct);

        Assert.That(auth.Status.IsUsable, Is.True);
    }

    [Test]
    public async Task Shutdown_waits_for_the_last_result_of_a_removed_account(Ct ct)
    {
        var store = new GatedStore();
        var world = new FleetWorlds(store).StartWithRefreshTokenOnly();
        var key = world.Key;
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await store.Arrived.WaitAsync(ct);
        Accounts(world).Remove(string.Empty);

        var disposing = world.Provider.DisposeAsync().AsTask();
        Assert.That(disposing.IsCompleted, Is.False);
        store.Release();
        await disposing.WaitAsync(ct);

        Assert.That((await store.GetAsync(key, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>());
    }

    [Test]
    public async Task A_removed_account_of_Basic_revokes_nothing_and_says_so(Ct ct)
    {
        await using var world = new TestWorld();
        var auth = Accounts(world).Set("tenant", options => options.UseSipgate("token-id", "token"));

        Accounts(world).Remove("tenant");

        Assert.That(async () => await auth.RevokeTokenAsync(cancellationToken: ct), Throws.InstanceOf<ObjectDisposedException>());
    }

    private static ISonetelAuthFactory Accounts(TestWorld world) => world.Provider.GetRequiredService<ISonetelAuthFactory>();
}
