using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

/// <summary>A store that is away, silent, read-only, emptied, or gives what nobody can use.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UnreachableStoreTests
{
    private readonly UnsteadyStore _store = new();

    [Test]
    public async Task A_process_that_goes_on_alone_spends_no_refresh_token_and_shares_nothing(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.Start();
        await world.Auth.GetAccessTokenAsync(ct);

        _store.Fails = true;
        fleet.Time.Advance(TimeSpan.FromHours(2));
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
        _store.Fails = false;

        Assert.That(fleet.Endpoint.Bodies, Has.Count.EqualTo(2).And.All.StartsWith("grant_type=password"));
        Assert.That((await _store.GetAsync(world.Key, ct))!.RefreshToken, Is.EqualTo("refresh-1"));
    }

    [Test]
    public async Task A_process_that_went_on_alone_shares_again_once_the_store_is_back(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.Start();
        await world.Auth.GetAccessTokenAsync(ct);
        _store.Fails = true;
        fleet.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);

        _store.Fails = false;
        fleet.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(fleet.Endpoint.Bodies[2], Does.Contain("refresh_token=refresh-1"));
        Assert.That((await _store.GetAsync(world.Key, ct))!.AccessToken!.Value, Is.EqualTo("token-3"));
    }

    [Test]
    public async Task A_token_that_a_sign_in_made_alone_replaced_does_not_come_back_from_the_row([Values(1, 2)] int signIns, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.Start();
        await world.Auth.GetAccessTokenAsync(ct);
        fleet.Time.Advance(TimeSpan.FromMinutes(1));
        _store.Fails = true;

        for (var i = 0; i < signIns; i++)
        {
            await world.Auth.CreateTokenAsync(cancellationToken: ct);
        }

        _store.Fails = false;
        fleet.Time.Advance(TimeSpan.FromMinutes(56));

        Assert.That(await world.TokenAfter($"token-{signIns + 1}", ct), Is.EqualTo($"token-{signIns + 2}"));
        Assert.That(fleet.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task Without_the_store_one_503_is_no_outage_either(Ct ct)
    {
        _store.Fails = true;
        await using var world = new FleetWorlds(_store).Start();
        world.Endpoint.Answer = (number, _) => number == 1 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
    }

    [Test]
    public async Task Without_the_store_a_new_token_that_is_refused_is_not_replaced_either(Ct ct)
    {
        _store.Fails = true;
        await using var world = new FleetWorlds(_store).Start();
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That((world.Endpoint.Requests, world.Sent.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Without_the_store_a_token_that_is_out_on_arrival_is_asked_for_once_more_as_well(Ct ct)
    {
        _store.Fails = true;
        await using var world = new FleetWorlds(_store).Start(options => options.TokenRequestTimeout = TimeSpan.FromHours(10));
        world.Endpoint.Answer = (number, _) =>
        {
            world.Time.Advance(number == 1 ? TimeSpan.FromHours(2) : TimeSpan.Zero);
            return null;
        };

        await world.GetAsync(ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-2" }));
    }

    [Test]
    public async Task A_store_that_takes_no_result_is_asked_once_a_second_at_most(Ct ct)
    {
        var (store, memory, results) = (Substitute.For<ITokenStore>(), new MemoryTokenStore(), 0);
        store.GetAsync("", default).ReturnsForAnyArgs(call => memory.GetAsync(call.Arg<string>(), ct));
        store.SetAsync("", null!, default).ReturnsForAnyArgs(call => call.Arg<TokenSet>().Renewer is null && ++results > 0
            ? throw new IOException("read-only")
            : memory.SetAsync(call.Arg<string>(), call.Arg<TokenSet>(), ct));
        var fleet = new FleetWorlds(store);
        fleet.Time.SkipsShortPauses = false;
        await using var world = fleet.Start();
        await world.Auth.GetAccessTokenAsync(ct);

        var seconds = 0;

        while (Volatile.Read(ref results) < 12)
        {
            await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
            seconds++;
        }

        Assert.That(seconds, Is.GreaterThan(8));
    }

    [Test]
    public async Task One_failed_read_does_not_end_in_a_sign_in_beside_the_fleet(Ct ct)
    {
        var store = Substitute.For<ITokenStore>();
        var memory = new MemoryTokenStore();
        var reads = 0;
        store.GetAsync("", default).ReturnsForAnyArgs(call => ++reads == 1 ? throw new IOException("down") : memory.GetAsync(call.Arg<string>(), ct));
        store.SetAsync("", null!, default).ReturnsForAnyArgs(call => memory.SetAsync(call.Arg<string>(), call.Arg<TokenSet>(), ct));
        await using var world = new FleetWorlds(store).Start();

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That((await memory.GetAsync(world.Key, ct))!.AccessToken!.Value, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task Without_the_store_nobody_spends_the_refresh_token_that_is_all_there_is([Values] bool readOnly, Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        (_store.Fails, _store.FailsWrites) = (!readOnly, readOnly);
        fleet.Time.Advance(TimeSpan.FromHours(2));

        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();

        Assert.That(async () => await fleet.Time.StepUntil(waiting, TimeSpan.FromMilliseconds(500), ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("another process may use the same refresh token").And.Property("IsTransient").True);
        Assert.That(fleet.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task While_the_store_is_away_a_valid_token_goes_out_and_nobody_waits(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        _store.Hangs = true;
        fleet.Time.Advance(TimeSpan.FromMinutes(56));

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        await _store.Hanging.ReadAsync(ct);
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        fleet.Time.Advance(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task An_account_that_requires_its_store_fails_without_it(Ct ct)
    {
        _store.Fails = true;
        await using var world = new FleetWorlds(_store).Start(options => options.RequireTokenStore = true);

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("RequireTokenStore"));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task A_read_only_store_stops_no_account_that_can_sign_in(Ct ct)
    {
        var (store, writes) = (new ScriptedStore(), 0);
        store.BeforeSet = _ => ++writes > 0 ? throw new IOException("read-only") : Task.CompletedTask;
        var fleet = new FleetWorlds(store);
        await using var world = fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10));

        var token = await fleet.Time.StepUntil(world.Auth.GetAccessTokenAsync(ct).AsTask(), TimeSpan.FromMilliseconds(100), ct);

        Assert.That((token.Value, writes), Is.EqualTo(("token-1", 3)));
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task A_store_that_rejects_six_claims_and_takes_the_next_is_not_given_up(int failuresBefore, Ct ct)
    {
        var (store, memory, failures, rejections) = (Substitute.For<ITokenStore>(), new MemoryTokenStore(), 0, 0);
        store.GetAsync("", default).ReturnsForAnyArgs(call => memory.GetAsync(call.Arg<string>(), ct));
        store.SetAsync("", null!, default).ReturnsForAnyArgs(call =>
        {
            if (failures-- > 0)
            {
                throw new IOException("down");
            }

            return rejections-- > 0 ? new ValueTask<bool>(false) : memory.SetAsync(call.Arg<string>(), call.Arg<TokenSet>(), ct);
        });
        var fleet = new FleetWorlds(store);
        await using var world = fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10));
        await world.Auth.GetAccessTokenAsync(ct);
        (failures, rejections) = (failuresBefore, 6);

        await fleet.Time.StepUntil(world.Auth.CreateTokenAsync(cancellationToken: ct), TimeSpan.FromMilliseconds(100), ct);

        Assert.That(fleet.Endpoint.Bodies[1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task Nor_does_a_store_that_rejects_every_claim(Ct ct)
    {
        var fleet = new FleetWorlds(Substitute.For<ITokenStore>());
        await using var world = fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10));

        var token = await fleet.Time.StepUntil(world.Auth.GetAccessTokenAsync(ct).AsTask(), TimeSpan.FromMilliseconds(100), ct);

        Assert.That((token.Value, world.Logs.Count("ClaimsRejected")), Is.EqualTo(("token-1", 1)));
    }

    [Test]
    public async Task A_silent_store_is_given_up_after_three_reads_of_five_seconds([Values] bool async, Ct ct)
    {
        _store.Hangs = true;
        await using var world = new FleetWorlds(_store).Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var waiting = world.SendAsync(async, request, ct);

        for (var wait = 0; wait < 3; wait++)
        {
            await _store.Hanging.ReadAsync(ct);
            world.Time.Advance(TimeSpan.FromSeconds(5));
        }

        using var response = await waiting;
        Assert.That(response.IsSuccessStatusCode, Is.True);
        Assert.That(_store.Hanging.Count, Is.Zero);
    }

    [Test]
    public async Task A_result_is_written_until_the_store_has_it(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (_, _) =>
        {
            _store.FailsWrites = true;
            return null;
        };

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That((await _store.GetAsync(world.Key, ct))!.AccessToken, Is.Null);
        _store.FailsWrites = false;

        while ((await _store.GetAsync(world.Key, ct))!.RefreshToken != "refresh-1")
        {
            await fleet.Time.StepAsync(TimeSpan.FromMilliseconds(500), ct);
        }

        Assert.That((await _store.GetAsync(world.Key, ct))!.Renewer, Is.Null);
    }

    [Test]
    public async Task A_claim_that_the_store_took_without_saying_so_is_used(Ct ct)
    {
        var (store, memory) = (Substitute.For<ITokenStore>(), new MemoryTokenStore());
        var writes = 0;
        store.GetAsync("", default).ReturnsForAnyArgs(call => memory.GetAsync(call.Arg<string>(), ct));
        store.SetAsync("", null!, default).ReturnsForAnyArgs(call =>
        {
            var taken = memory.SetAsync(call.Arg<string>(), call.Arg<TokenSet>(), ct);
            return ++writes == 1 ? throw new IOException("the answer was lost") : taken;
        });
        await using var world = new FleetWorlds(store).StartWithRefreshTokenOnly();

        await world.Auth.GetAccessTokenAsync(ct);

        var row = (await memory.GetAsync(world.Key, ct))!;
        Assert.That((row.RefreshToken, row.Generation, world.Endpoint.Requests), Is.EqualTo(("refresh-1", 2L, 1)));
    }

    [Test]
    public async Task A_claim_that_the_store_took_and_then_went_away_is_given_back_when_it_returns(Ct ct)
    {
        var (store, memory, isDown) = (Substitute.For<ITokenStore>(), new MemoryTokenStore(), false);
        var claimed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var givenBack = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.GetAsync("", default).ReturnsForAnyArgs(call => isDown ? throw new IOException("down") : memory.GetAsync(call.Arg<string>(), ct));
        store.SetAsync("", null!, default).ReturnsForAnyArgs(call =>
        {
            var taken = isDown ? default : memory.SetAsync(call.Arg<string>(), call.Arg<TokenSet>(), ct);
            isDown |= call.Arg<TokenSet>().Renewer is not null;

            if (isDown)
            {
                claimed.TrySetResult();
                throw new IOException("down");
            }

            givenBack.TrySetResult(true);
            return taken;
        });
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await claimed.Task.WaitAsync(ct);
        Assert.That(async () => await fleet.Time.StepUntil(waiting, TimeSpan.FromSeconds(1), ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That((await memory.GetAsync(world.Key, ct))!.Renewer, Is.Not.Null);

        isDown = false;
        await fleet.Time.StepUntil(givenBack.Task, TimeSpan.FromSeconds(1), ct);

        var row = (await memory.GetAsync(world.Key, ct))!;
        Assert.That((row.Renewer, row.RefreshToken, fleet.Endpoint.Requests), Is.EqualTo(((string?)null, "given", 0)));
    }

    [Test]
    public async Task A_sign_in_made_alone_leaves_the_count_of_refusals_to_the_row(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        fleet.Endpoint.Answer = (number, _) => number == 1 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;
        await using var world = fleet.Start();
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        fleet.Time.Advance(TimeSpan.FromMinutes(1));
        _store.Fails = true;
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
        _store.Fails = false;
        fleet.Time.Advance(TimeSpan.FromHours(2));

        // The row still counts this process's own refusal, which is no news from another one.
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-3"));
    }

    [Test]
    public async Task The_token_of_a_sign_in_made_alone_is_revoked_though_the_server_refuses_to_revoke_that_of_the_row(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = await SignedInAloneAsync(fleet, ct);
        fleet.Endpoint.Answer = (number, _) => number >= 4 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_request") : null;

        Assert.That(async () => await world.Auth.RevokeTokenAsync(TokenTypeHint.AccessToken, ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(fleet.Endpoint.Bodies[2], Does.Contain("token=token-2"));
    }

    [Test]
    public async Task A_revocation_waits_until_what_was_received_last_is_in_the_store(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        fleet.Endpoint.Answer = (number, _) =>
        {
            _store.FailsWrites = number == 1;
            return null;
        };
        await world.Auth.GetAccessTokenAsync(ct);

        var revoking = world.Auth.RevokeTokenAsync(cancellationToken: ct);
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(10), ct);
        Assert.That(revoking.IsCompleted, Is.False);
        _store.FailsWrites = false;
        await fleet.Time.StepUntil(revoking.ContinueWith(_ => true, ct), TimeSpan.FromSeconds(1), ct);

        var row = (await _store.GetAsync(world.Key, ct))!;
        Assert.That(fleet.Endpoint.Bodies.Skip(1), Has.Some.Contain("token=refresh-1").And.Some.Contain("token=token-1"));
        Assert.That((row.AccessToken, row.RefreshToken), Is.EqualTo(((AccessToken?)null, (string?)null)));
    }

    [Test]
    public async Task A_revocation_revokes_the_token_of_a_sign_in_made_alone_and_those_of_the_row(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = await SignedInAloneAsync(fleet, ct);

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);

        var revoked = fleet.Endpoint.Bodies.Skip(2).Select(body => body.Split('&')[0]);
        Assert.That(revoked, Is.EquivalentTo(new[] { "token=refresh-1", "token=token-1", "token=token-2" }));
    }

    [TestCase(null, null)]
    [TestCase(TokenTypeHint.AccessToken, "refresh-2")]
    public async Task A_revocation_knows_what_the_store_has_lost(TokenTypeHint? hint, string? left, Ct ct)
    {
        var store = new ForgetfulStore();
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var backup = (await store.GetAsync(world.Key, ct))! with { Generation = 1 };
        fleet.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);
        store.Forget();
        await store.SetAsync(world.Key, backup, ct);

        await world.Auth.RevokeTokenAsync(hint, ct);

        Assert.That(fleet.Endpoint.Bodies.Skip(2), Has.Some.Contains("token=token-2").And.None.Contains("-1"));
        Assert.That((await store.GetAsync(world.Key, ct))!.RefreshToken, Is.EqualTo(left));
    }

    [Test]
    public async Task What_was_revoked_while_the_store_was_away_does_not_come_back_with_it(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10));
        await world.Auth.GetAccessTokenAsync(ct);
        _store.Fails = true;
        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        _store.Fails = false;

        while ((await _store.GetAsync(world.Key, ct))!.AccessToken is not null)
        {
            await fleet.Time.StepAsync(TimeSpan.FromMilliseconds(500), ct);
        }

        var token = await fleet.Time.StepUntil(world.Auth.GetAccessTokenAsync(ct).AsTask(), TimeSpan.FromMilliseconds(500), ct);

        Assert.That(token.Value, Is.EqualTo("token-2"));
        Assert.That(fleet.Endpoint.Bodies[1], Does.StartWith("grant_type=password"));
        Assert.That((await _store.GetAsync(world.Key, ct))!.AccessToken?.Value, Is.Not.EqualTo("token-1"));
    }

    [Test]
    public async Task A_store_that_forgot_gets_the_newest_set_back([Values] bool canSignIn, Ct ct)
    {
        var store = new ForgetfulStore();
        var fleet = new FleetWorlds(store);
        await using var world = canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        store.Forget();
        fleet.Time.Advance(TimeSpan.FromHours(1));

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(fleet.Endpoint.Bodies[1], Does.Contain("refresh_token=refresh-1"));
        Assert.That((await store.GetAsync(world.Key, ct))!.RefreshToken, Is.EqualTo("refresh-2"));
    }

    [Test]
    public async Task An_account_that_needs_the_store_has_a_token_a_second_after_it_is_back(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        _store.Fails = true;

        for (var second = 0; second < 60; second++)
        {
            Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
            fleet.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _store.Fails = false;
        fleet.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task While_a_token_is_left_a_store_that_is_away_is_tried_ever_less_often(Ct ct)
    {
        var (store, reads) = (new ScriptedStore(), 0);
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        store.BeforeGet = () => ++reads > 0 ? throw new IOException("down") : Task.CompletedTask;
        fleet.Time.Advance(TimeSpan.FromMinutes(56));

        for (var second = 0; second < 60; second++)
        {
            await world.Auth.GetAccessTokenAsync(ct);

            // The renewal that the call may have begun has to end before time passes.
            while (world.Auth.Status.NextTryAt is null)
            {
                ct.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            fleet.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(reads, Is.InRange(2, 6));
    }

    [Test]
    public async Task A_store_that_keeps_nothing_is_not_written_to_without_end([Values] bool canSignIn, Ct ct)
    {
        var (store, writes) = (new ScriptedStore(), 0);
        store.BeforeGet = () => Task.FromResult(store.Memory = new MemoryTokenStore());
        var fleet = new FleetWorlds(store);
        await using var world = canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        store.BeforeSet = _ => Task.FromResult(++writes);
        fleet.Time.Advance(TimeSpan.FromHours(1));

        var next = fleet.Time.StepUntil(world.Auth.GetAccessTokenAsync(ct).AsTask(), TimeSpan.FromMilliseconds(500), ct);

        if (canSignIn)
        {
            Assert.That((await next).Value, Is.EqualTo("token-2"));
        }
        else
        {
            Assert.That(() => next, Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("token store"));
        }

        Assert.That(writes, Is.EqualTo(4));
    }

    [Test]
    public async Task What_a_store_forgot_while_another_process_had_claimed_it_is_not_spent_at_once(Ct ct)
    {
        var store = new ForgetfulStore();
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var row = (await store.GetAsync(world.Key, ct))!;
        await store.SetAsync(world.Key, row with { Generation = row.Generation + 1, Renewer = "another process" }, ct);
        fleet.Time.Advance(TimeSpan.FromHours(1));
        var next = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);

        store.Forget();
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
        await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
        var back = (await store.GetAsync(world.Key, ct))!;
        var token = new AccessToken { Value = "of another process", ExpiresAt = fleet.Time.GetUtcNow() + TimeSpan.FromHours(1) };
        await store.SetAsync(
            world.Key,
            new TokenSet(token, "refresh-9", fleet.Time.GetUtcNow(), back.Generation + 1) { Credentials = back.Credentials },
            ct);

        Assert.That((await fleet.Time.StepUntil(next, TimeSpan.FromMilliseconds(500), ct)).Value, Is.EqualTo("of another process"));
        Assert.That((back.Renewer, fleet.Endpoint.Requests), Is.EqualTo(("another process", 1)));
    }

    [Test]
    public async Task A_store_that_was_emptied_and_has_a_later_set_is_believed(Ct ct)
    {
        var store = new ForgetfulStore();
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        store.Forget();
        fleet.Time.Advance(TimeSpan.FromMinutes(30));
        await store.SetAsync(world.Key, new TokenSet(null, "refresh-of-another", fleet.Time.GetUtcNow(), 1), ct);

        fleet.Time.Advance(TimeSpan.FromHours(1));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(fleet.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-of-another"));
    }

    [TestCase(null, "Bearer", null)]
    [TestCase("", "Bearer", null)]
    [TestCase("a\r\nX: y", "Bearer", null)]
    [TestCase("tök", "Bearer", null)]
    [TestCase("token", null, null)]
    [TestCase("token", "Bea\nrer", null)]
    [TestCase("token", "Bearer:", null)]
    [TestCase("token", "Bearer", "re\nfresh")]
    public async Task What_no_token_can_be_is_neither_used_nor_overwritten(string? value, string? scheme, string? refreshToken, Ct ct)
    {
        var store = Substitute.For<ITokenStore>();
        var token = new AccessToken { Value = value!, Scheme = scheme!, ExpiresAt = DateTimeOffset.MaxValue };
        store.GetAsync("", default).ReturnsForAnyArgs(new ValueTask<TokenSet?>(new TokenSet(token, refreshToken, DateTimeOffset.UnixEpoch, 7)));
        await using var world = new FleetWorlds(store).Start();

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
        Assert.That(world.Logs.Count("StoredTokensUnreadable"), Is.Positive);
        await store.DidNotReceiveWithAnyArgs().SetAsync("", null!, default);
    }

    [Test]
    public async Task A_key_that_one_process_lacks_is_no_outage_and_costs_no_refresh_token(Ct ct)
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
        Assert.That(world.Endpoint.Bodies, Has.All.StartsWith("grant_type=password"));
    }

    [Test]
    public async Task A_store_that_is_null_is_a_clear_error(Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => null!));

        Assert.That(async () => await world.GetAsync(ct), Throws.InvalidOperationException.With.Message.Contains("UseTokenStore returned null"));
    }

    [Test]
    public async Task A_refresh_token_that_the_caller_names_is_the_caller_s_to_spend(Ct ct)
    {
        _store.Fails = true;
        await using var world = new FleetWorlds(_store).Start();

        await world.Auth.CreateTokenAsync(new TokenRequest { GrantType = GrantType.RefreshToken, RefreshToken = "named" }, ct);

        Assert.That(world.Endpoint.Bodies.Single(), Does.Contain("refresh_token=named"));
    }

    /// <summary>Reads nothing, as ASP.NET Data Protection without its keys.</summary>
    // The row has the token before: the store was away for the second one.
    private async Task<TestWorld> SignedInAloneAsync(FleetWorlds fleet, Ct ct)
    {
        var world = fleet.Start(options => options.RevocationEndpoint = new Uri("https://api.sonetel.com/revoke"));
        await world.Auth.GetAccessTokenAsync(ct);
        _store.Fails = true;
        await world.Auth.CreateTokenAsync(cancellationToken: ct);
        _store.Fails = false;
        return world;
    }

    private sealed class BlindProtector : ITokenProtector
    {
        public byte[] Protect(string key, ReadOnlySpan<byte> plaintext) => plaintext.ToArray();

        public byte[]? Unprotect(string key, ReadOnlySpan<byte> protectedData) => throw new CryptographicException("The payload was invalid.");
    }
}
