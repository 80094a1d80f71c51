using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

/// <summary>Rule 11: a claim is written before a request is sent, waited for while it moves, and given back.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClaimedRowTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ConfirmationPause = TimeSpan.FromMilliseconds(250);

    private readonly MemoryTokenStore _store = new();

    [Test]
    public async Task While_a_token_request_is_on_the_row_is_claimed([Values] bool canSignIn, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        await fleet.Endpoint.Arrived(ct);
        fleet.Endpoint.Hold();
        var renewing = world.Auth.CreateTokenAsync(cancellationToken: ct);
        await fleet.Endpoint.Arrived(ct);

        var row = (await _store.GetAsync(world.Key, ct))!;

        // Whoever finds the claim abandoned signs in, where it can, and else has to try the refresh token.
        Assert.That((row.Renewer is null, row.RefreshToken, row.Refusals), Is.EqualTo((false, canSignIn ? null : "refresh-1", 0)));
        fleet.Endpoint.Release();
        await renewing;
        row = (await _store.GetAsync(world.Key, ct))!;
        Assert.That((row.Renewer, row.RefreshToken, row.AccessToken!.Value), Is.EqualTo(((string?)null, "refresh-2", "token-2")));
    }

    [Test]
    public async Task A_claim_moves_on_every_second_while_its_request_is_on([Values] bool canSignIn, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = canSignIn ? fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10)) : fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Hold();
        var renewing = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);

        // The claim is written first, and then once a second.
        for (var generation = 1; generation < 5; generation++)
        {
            await fleet.Time.TimerStarted(due => due == TimeSpan.FromSeconds(1), ct);
            Assert.That((await _store.GetAsync(world.Key, ct))!.Generation, Is.EqualTo(generation));
            fleet.Time.Advance(TimeSpan.FromSeconds(1));
        }

        fleet.Endpoint.Release();
        await renewing;
    }

    [Test]
    public async Task A_claim_that_cannot_be_confirmed_is_tried_a_few_times_a_second_and_given_up_after_20([Values] bool canBeRead, Ct ct)
    {
        var (store, isDown, writes) = (new ScriptedStore(), false, 0);
        store.BeforeGet = () => isDown && !canBeRead ? throw new IOException("down") : Task.CompletedTask;
        store.BeforeSet = tokens => isDown && (tokens.Renewer is null || ++writes > 0) ? throw new IOException("down") : Task.CompletedTask;
        var fleet = new FleetWorlds(store);
        fleet.Time.SkipsShortPauses = false;
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost");
        fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);
        isDown = true;
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(2), ct);
        var began = fleet.Time.GetUtcNow();

        fleet.Endpoint.Release();
        await fleet.Time.TimerStarted(due => due == ConfirmationPause, ct);

        Assert.That(async () => await fleet.Time.StepUntil(waiting, TimeSpan.FromMilliseconds(50), ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That((fleet.Time.GetUtcNow() - began).TotalSeconds, Is.InRange(20, 120));
        Assert.That(writes, Is.LessThan(200));
        writes = 0;
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(2), ct);
        Assert.That(writes, Is.Zero, "Its heartbeat has ended.");
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task After_a_claim_that_could_not_be_confirmed_the_store_is_tried_again_within_a_second(Ct ct)
    {
        var (store, isDown) = (new ScriptedStore(), false);
        store.BeforeGet = () => isDown ? throw new IOException("down") : Task.CompletedTask;
        store.BeforeSet = _ => isDown ? throw new IOException("down") : Task.CompletedTask;
        var fleet = new FleetWorlds(store);
        fleet.Time.SkipsShortPauses = false;
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost");
        fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);
        isDown = true;
        fleet.Time.Advance(TimeSpan.FromSeconds(2));

        fleet.Endpoint.Release();
        await fleet.Time.TimerStarted(due => due == ConfirmationPause, ct);
        fleet.Time.Advance(TimeSpan.FromSeconds(21));

        Assert.That(
            async () => await waiting,
            Throws.InstanceOf<SonetelAuthException>().With.Property("RetryAfter").InRange(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_refresh_token_is_not_sent_again_once_another_process_has_claimed_the_row(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost");
        fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);
        var row = (await _store.GetAsync(world.Key, ct))!;
        var other = row with { Renewer = "of another process", Generation = row.Generation + 1 };
        await _store.SetAsync(world.Key, other, ct);
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(2), ct);

        fleet.Endpoint.Release();

        for (var step = 0; step < 30; step++)
        {
            await fleet.Time.StepAsync(Step, ct);
        }

        var token = new AccessToken { Value = "of another process", ExpiresAt = fleet.Time.GetUtcNow() + TimeSpan.FromHours(1) };
        var credentials = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings.Credentials;
        await _store.SetAsync(world.Key, new TokenSet(token, "refresh-10", fleet.Time.GetUtcNow(), other.Generation + 1) { Credentials = credentials }, ct);
        Assert.That((await fleet.Time.StepUntil(waiting, Step, ct)).Value, Is.EqualTo("of another process"));
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_store_that_was_emptied_gets_the_claim_of_another_back_only_where_that_one_needs_the_refresh_token([Values] bool canSignIn, Ct ct)
    {
        var (store, restored) = (new ScriptedStore(), (TokenSet?)null);
        var fleet = new FleetWorlds(store);
        await using var world = canSignIn ? fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10)) : fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var row = (await store.GetAsync(world.Key, ct))!;
        await store.SetAsync(world.Key, row with { Renewer = "another", Generation = row.Generation + 1 }, ct);
        fleet.Time.Advance(TimeSpan.FromHours(2));
        var secondRead = store.SecondRead();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await secondRead.WaitAsync(ct);
        store.BeforeSet = tokens =>
        {
            restored ??= tokens;
            return Task.CompletedTask;
        };

        store.Memory = new MemoryTokenStore();
        await fleet.Time.StepByPauses(waiting, ct);

        Assert.That((restored!.Renewer, restored.RefreshToken), Is.EqualTo((canSignIn ? null : "another", "refresh-1")));
    }

    [Test]
    public async Task After_a_refusal_a_sign_in_counts_as_refused_until_its_response_says_otherwise([Values] bool isLost, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.Start();
        fleet.Endpoint.Answer = (number, _) => number == 1 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        await fleet.Endpoint.Arrived(ct);
        Assert.That((await _store.GetAsync(world.Key, ct))!.Refusals, Is.EqualTo(1));
        fleet.Time.Advance(TimeSpan.FromSeconds(6));
        fleet.Endpoint.Answer = (_, _) => isLost ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost") : null;
        fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Endpoint.Arrived(ct);
        Assert.That((await _store.GetAsync(world.Key, ct))!.Refusals, Is.EqualTo(2));

        fleet.Endpoint.Release();
        await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That((await _store.GetAsync(world.Key, ct))!.Refusals, Is.EqualTo(isLost ? 2 : 0));
    }

    [Test]
    public async Task A_sign_in_without_a_refresh_token_keeps_none_that_was_refused(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.Start();
        await world.Auth.GetAccessTokenAsync(ct);
        fleet.Endpoint.GivesRefreshTokens = false;
        fleet.Endpoint.Answer = (number, _) => number == 2 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;

        await world.Auth.CreateTokenAsync(cancellationToken: ct);

        var row = (await _store.GetAsync(world.Key, ct))!;
        Assert.That((row.AccessToken!.Value, row.RefreshToken), Is.EqualTo(("token-3", (string?)null)));
    }

    [Test]
    public async Task A_refresh_token_that_was_on_its_way_when_its_process_ended_is_not_kept_where_a_sign_in_is_possible(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        var world = fleet.Start();
        var key = world.Key;
        await world.Auth.GetAccessTokenAsync(ct);
        await fleet.Endpoint.Arrived(ct);
        fleet.Endpoint.Hold();
        var renewing = world.Auth.CreateTokenAsync(cancellationToken: ct);
        await fleet.Endpoint.Arrived(ct);

        await world.Provider.DisposeAsync();

        Assert.That(async () => await renewing, Throws.InstanceOf<Exception>());
        var row = (await _store.GetAsync(key, ct))!;
        Assert.That((row.Renewer, row.RefreshToken), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public async Task A_store_that_was_emptied_after_a_failed_renewal_gets_the_only_refresh_token_back(Ct ct)
    {
        var store = new ScriptedStore();
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        fleet.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        Assert.That(async () => await world.Auth.CreateTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());
        store.Memory = new MemoryTokenStore();
        fleet.Endpoint.Answer = (_, _) => null;

        await world.Auth.CreateTokenAsync(cancellationToken: ct);

        Assert.That(fleet.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_refresh_token_that_is_refused_again_is_tried_ever_less_often(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        fleet.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That((fleet.Endpoint.Requests, (await _store.GetAsync(world.Key, ct))!.Refusals), Is.EqualTo((2, 0)));
        Assert.That(world.Auth.Status.NextTryAt - fleet.Time.GetUtcNow(), Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public async Task While_a_refusal_holds_the_row_is_read_once_in_five_seconds_however_many_ask(Ct ct)
    {
        var (store, reads) = (new ScriptedStore(), 0);
        var fleet = new FleetWorlds(store);
        await using var world = fleet.Start();
        fleet.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        fleet.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        store.BeforeGet = () => Task.FromResult(++reads);
        fleet.Time.Advance(TimeSpan.FromSeconds(6));

        for (var caller = 0; caller < 10; caller++)
        {
            Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        }

        Assert.That((reads, fleet.Endpoint.Requests), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task A_row_without_the_refresh_token_that_is_needed_is_looked_at_ever_less_often(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await _store.SetAsync(world.Key, new TokenSet(null, null, default, 1), ct);
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        fleet.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(world.Auth.Status.NextTryAt - fleet.Time.GetUtcNow(), Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public async Task A_token_of_another_process_is_due_when_it_is_due_there(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var first = fleet.Start();
        await first.Auth.GetAccessTokenAsync(ct);
        var expiry = fleet.Time.GetUtcNow() + TimeSpan.FromHours(1);
        fleet.Time.Advance(TimeSpan.FromMinutes(30));

        await using var second = fleet.Start();
        await second.Auth.GetAccessTokenAsync(ct);

        Assert.That(second.Auth.Status.RenewalDueAt, Is.InRange(expiry - TimeSpan.FromMinutes(5.5), expiry - TimeSpan.FromMinutes(5)));
    }

    [TestCase(true, 5, "grant_type=password")]
    [TestCase(false, 20, "refresh_token=refresh-9")]
    public async Task A_claim_that_stands_still_is_abandoned(bool canSignIn, int seconds, string body, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = canSignIn ? fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10)) : fleet.StartWithRefreshTokenOnly();
        await _store.SetAsync(world.Key, new TokenSet(null, "refresh-9", default, 1) { Renewer = "of a process that died" }, ct);
        var began = fleet.Time.GetUtcNow();

        await fleet.Time.StepByPauses(world.Auth.GetAccessTokenAsync(ct).AsTask(), ct);

        Assert.That((fleet.Time.GetUtcNow() - began).TotalSeconds, Is.InRange(seconds, seconds + 2));
        Assert.That(fleet.Endpoint.Bodies.Single(), Does.Contain(body));
    }

    [Test]
    public async Task A_claim_that_moves_on_is_waited_for_and_its_result_is_used([Values] bool canSignIn, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = canSignIn ? fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10)) : fleet.StartWithRefreshTokenOnly();
        var claim = new TokenSet(null, canSignIn ? null : "refresh-9", default, 1) { Renewer = "of another process" };
        await _store.SetAsync(world.Key, claim, ct);
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();

        for (var second = 0; second < 60; second++)
        {
            await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
            claim = claim with { Generation = claim.Generation + 1 };
            await _store.SetAsync(world.Key, claim, ct);
        }

        var token = new AccessToken { Value = "of another process", ExpiresAt = fleet.Time.GetUtcNow() + TimeSpan.FromHours(1) };
        var credentials = world.Provider.GetService(typeof(TokenManagers)) is TokenManagers managers ? managers.Get("").Settings.Credentials : null;
        await _store.SetAsync(world.Key, new TokenSet(token, "refresh-10", fleet.Time.GetUtcNow(), claim.Generation + 1) { Credentials = credentials }, ct);

        Assert.That((await fleet.Time.StepUntil(waiting, Step, ct)).Value, Is.EqualTo("of another process"));
        Assert.That(fleet.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task A_token_that_is_out_is_not_used_because_another_process_renews_it([Values] bool canSignIn, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var before = canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();
        await before.Auth.GetAccessTokenAsync(ct);
        fleet.Time.Advance(TimeSpan.FromHours(2));
        await using var world = canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();
        var claim = (await _store.GetAsync(world.Key, ct))! with { Renewer = "of another process" };
        var waiting = Task.CompletedTask;

        for (var second = 0; second < 10; second++)
        {
            claim = claim with { Generation = claim.Generation + 1 };
            await _store.SetAsync(world.Key, claim, ct);
            waiting = second == 0 ? world.Auth.GetAccessTokenAsync(ct).AsTask() : waiting;
            await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
        }

        Assert.That(waiting.IsCompleted, Is.False);
    }

    // status, can sign in → the refresh token that is given back
    [TestCase(503, true, "refresh-1")]
    [TestCase(429, true, null)]
    [TestCase(503, false, "refresh-1")]
    [TestCase(429, false, "refresh-1")]
    [TestCase(400, false, "refresh-1")]
    public async Task What_ends_without_a_result_is_given_back(int status, bool canSignIn, string? refreshToken, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        fleet.Endpoint.Answer = (_, _) =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status);
            response.Headers.Add("Retry-After", "30");
            return response;
        };

        Assert.That(async () => await world.Auth.CreateTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());

        var row = (await _store.GetAsync(world.Key, ct))!;
        Assert.That((row.Renewer, row.RefreshToken, row.AccessToken!.Value), Is.EqualTo(((string?)null, refreshToken, "token-1")));
    }

    [Test]
    public async Task A_dead_refresh_token_is_remembered_by_its_process_alone_and_another_one_in_the_row_ends_that(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (number, _) => number == 1 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        var row = (await _store.GetAsync(world.Key, ct))!;
        Assert.That((row.Refusals, row.Renewer), Is.EqualTo((0, (string?)null)));
        await _store.SetAsync(world.Key, row with { RefreshToken = "mended", Generation = row.Generation + 1 }, ct);

        fleet.Time.Advance(TimeSpan.FromSeconds(5));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(fleet.Endpoint.Bodies[1], Does.Contain("refresh_token=mended"));
    }

    [Test]
    public async Task An_only_refresh_token_of_unknown_outcome_is_sent_again_at_once(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (number, _) => number == 1 ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost") : null;

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
        Assert.That(fleet.Endpoint.Bodies, Has.Count.EqualTo(2).And.All.Contains("refresh_token=given"));
    }

    [Test]
    public async Task A_claim_that_is_lost_before_the_result_overwrites_nothing_later(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.Start();
        var later = new AccessToken { Value = "later", ExpiresAt = fleet.Time.GetUtcNow() + TimeSpan.FromHours(1) };
        fleet.Endpoint.Answer = (_, _) =>
        {
            var set = new TokenSet(later, "refresh-9", fleet.Time.GetUtcNow().AddSeconds(1), 2);
            Assert.That(_store.SetAsync(world.Key, set, ct).AsTask().GetAwaiter().GetResult(), Is.True);
            return null;
        };

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That((await _store.GetAsync(world.Key, ct))!.AccessToken!.Value, Is.EqualTo("later"));
    }
}
