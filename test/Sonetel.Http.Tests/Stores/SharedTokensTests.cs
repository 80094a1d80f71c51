using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

/// <summary>Rule 11: what processes that share a store have of each other's tokens.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedTokensTests
{
    private readonly MemoryTokenStore _store = new();

    [Test]
    public async Task A_second_process_uses_what_the_first_received([Values] bool canSignIn, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var first = canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();
        await using var second = canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();

        await first.Auth.GetAccessTokenAsync(ct);

        Assert.That((await second.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task Twelve_processes_that_start_at_once_sign_in_once(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        var worlds = Enumerable.Range(0, 12).Select(_ => fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10))).ToArray();
        fleet.Endpoint.Hold();
        var waiting = Task.WhenAll(worlds.Select(world => world.Auth.GetAccessTokenAsync(ct).AsTask()));
        await fleet.Endpoint.Arrived(ct);
        fleet.Endpoint.Release();

        var tokens = await fleet.Time.StepUntil(waiting, TimeSpan.FromMilliseconds(100), ct);

        Assert.That(tokens.Select(token => token.Value), Is.All.EqualTo("token-1"));
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(1));
        await DisposeAsync(worlds);
    }

    [Test]
    public async Task A_token_that_another_process_renewed_answers_a_401(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var first = fleet.Start();
        await using var second = fleet.Start();

        foreach (var world in new[] { first, second })
        {
            await world.Auth.GetAccessTokenAsync(ct);
            world.Revoked.Add("Bearer token-1");
        }

        Assert.That((await first.GetAsync(ct), await second.GetAsync(ct)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_dead_token_that_was_adopted_from_the_store_holds_up_nobody(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var first = fleet.Start();
        await using var second = fleet.Start();
        await first.Auth.GetAccessTokenAsync(ct);
        await second.Auth.GetAccessTokenAsync(ct);
        await first.Auth.CreateTokenAsync(cancellationToken: ct);
        second.Revoked.UnionWith(["Bearer token-1", "Bearer token-2"]);

        Assert.That(await second.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await second.TokenAfter("token-2", ct), Is.EqualTo("token-3"));
        Assert.That(await second.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_row_of_other_credentials_gives_no_access_token_and_a_changed_secret_keeps_the_chain(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var before = fleet.StartWithRefreshTokenOnly("secret");
        await using var after = fleet.StartWithRefreshTokenOnly("another");
        await before.Auth.GetAccessTokenAsync(ct);

        Assert.That((await after.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
        Assert.That(fleet.Endpoint.Bodies[1], Does.Contain("refresh_token=refresh-1"));
        Assert.That((await _store.GetAsync(before.Key, ct))!.RefreshToken, Is.EqualTo("refresh-2"));
    }

    [Test]
    public async Task Other_credentials_of_an_account_that_can_sign_in_are_another_row(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var before = fleet.Start();
        await using var after = fleet.Start(options => options.Password = "another");
        await before.Auth.GetAccessTokenAsync(ct);

        await after.Auth.GetAccessTokenAsync(ct);

        Assert.That(fleet.Endpoint.Bodies[1], Does.StartWith("grant_type=password").And.Contain("another"));
        Assert.That((await _store.GetAsync(before.Key, ct))!.RefreshToken, Is.EqualTo("refresh-1"));
    }

    [Test]
    public async Task Revoking_the_access_token_leaves_the_refresh_token_to_the_next_process(Ct ct)
    {
        var fleet = new FleetWorlds(_store);

        await using (var first = fleet.StartWithRefreshTokenOnly())
        {
            await first.Auth.GetAccessTokenAsync(ct);
            await first.Auth.RevokeTokenAsync(TokenTypeHint.AccessToken, ct);
        }

        await using var second = fleet.StartWithRefreshTokenOnly();
        await second.Auth.GetAccessTokenAsync(ct);

        Assert.That(fleet.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_revocation_ends_what_another_process_renewed_meanwhile(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var first = fleet.StartWithRefreshTokenOnly();
        await using var second = fleet.StartWithRefreshTokenOnly();
        await first.Auth.GetAccessTokenAsync(ct);
        await second.Auth.CreateTokenAsync(cancellationToken: ct);

        await first.Auth.RevokeTokenAsync(cancellationToken: ct);

        Assert.That(fleet.Endpoint.Bodies.Skip(2), Has.Some.Contain("token=refresh-2").And.Some.Contain("token=token-2"));
    }

    [Test]
    public async Task A_revocation_waits_for_the_claim_of_another_process_and_revokes_what_came_of_it(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var row = (await _store.GetAsync(world.Key, ct))!;
        await _store.SetAsync(world.Key, row with { Renewer = "another process", Generation = row.Generation + 1 }, ct);

        var revoking = world.Auth.RevokeTokenAsync(cancellationToken: ct);
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(10), ct);
        Assert.That(revoking.IsCompleted, Is.False);
        await _store.SetAsync(world.Key, row with { RefreshToken = "refresh-2", Generation = row.Generation + 2 }, ct);
        await fleet.Time.StepUntil(revoking.ContinueWith(_ => true, ct), TimeSpan.FromSeconds(1), ct);

        Assert.That(fleet.Endpoint.Bodies.Skip(1), Has.Some.Contain("token=refresh-2").And.None.Contain("token=refresh-1"));
        Assert.That((await _store.GetAsync(world.Key, ct))!.RefreshToken, Is.Null);
    }

    [Test]
    public async Task A_claim_that_outlasts_a_revocation_s_wait_is_overwritten(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var row = (await _store.GetAsync(world.Key, ct))!;
        await _store.SetAsync(world.Key, row with { Renewer = "another process", Generation = row.Generation + 1 }, ct);

        var revoking = world.Auth.RevokeTokenAsync(cancellationToken: ct);
        await fleet.Time.StepUntil(revoking.ContinueWith(_ => true, ct), TimeSpan.FromMinutes(1), ct);

        row = (await _store.GetAsync(world.Key, ct))!;
        Assert.That((row.Renewer, row.RefreshToken, row.AccessToken), Is.EqualTo(((string?)null, (string?)null, (AccessToken?)null)));
    }

    [Test]
    public async Task What_was_revoked_leaves_a_row_without_tokens_and_with_a_higher_generation(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var before = (await _store.GetAsync(world.Key, ct))!;

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);

        var after = (await _store.GetAsync(world.Key, ct))!;
        Assert.That((after.AccessToken, after.RefreshToken, after.Renewer, after.Generation), Is.EqualTo(((AccessToken?)null, (string?)null, (string?)null, before.Generation + 1)));
    }

    [Test]
    public async Task A_revoked_chain_does_not_begin_anew_with_the_configured_refresh_token(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var first = fleet.StartWithRefreshTokenOnly();
        await first.Auth.GetAccessTokenAsync(ct);
        await first.Auth.RevokeTokenAsync(cancellationToken: ct);
        var requests = fleet.Endpoint.Requests;

        await using var second = fleet.StartWithRefreshTokenOnly();

        Assert.That(async () => await second.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("no longer has a refresh token"));
        Assert.That(async () => await first.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("no longer has a refresh token"));
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(requests));
    }

    [Test]
    public async Task A_secret_that_is_changed_back_brings_the_row_s_token_back(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var accounts = world.Provider.GetRequiredService<ISonetelAuthFactory>();
        var requests = fleet.Endpoint.Requests;

        foreach (var secret in (string[])["mistyped", "secret"])
        {
            accounts.Set(string.Empty, options => options.UseSipgateOAuth("id", secret, "given"));
        }

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(requests));
    }

    [Test]
    public async Task Five_processes_with_a_wrong_password_ask_five_times_in_half_an_hour(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        fleet.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        var worlds = Enumerable.Range(0, 5).Select(_ => fleet.Start()).ToArray();

        for (var second = 0; second < 1_800; second += 15)
        {
            foreach (var world in worlds)
            {
                Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("IsTransient").False);
            }

            fleet.Time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.That(fleet.Endpoint.Requests, Is.InRange(4, 5));
        Assert.That((await _store.GetAsync(worlds[0].Key, ct))!.Refusals, Is.EqualTo(fleet.Endpoint.Requests));
        await DisposeAsync(worlds);
    }

    [Test]
    public async Task A_process_that_starts_while_the_fleet_is_refused_does_not_ask(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        fleet.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        await using var first = fleet.Start();
        await using var second = fleet.Start();
        Assert.That(async () => await first.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(async () => await second.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("another process"));
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task What_one_process_mended_ends_the_refusal_of_all(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        fleet.Endpoint.Answer = (number, _) => number == 1 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;
        await using var first = fleet.Start();
        await using var second = fleet.Start();
        Assert.That(async () => await first.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        await second.Auth.CreateTokenAsync(cancellationToken: ct);

        fleet.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That((await first.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
        Assert.That((await _store.GetAsync(first.Key, ct))!.Refusals, Is.Zero);
    }

    private static async Task DisposeAsync(TestWorld[] worlds)
    {
        foreach (var world in worlds)
        {
            await world.DisposeAsync();
        }
    }
}
