using System.Net;
using System.Text.Json.Nodes;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests;

/// <summary>What nobody without an account can settle (wire.md, grade D): the client works with each answer there may be.</summary>
[CancelAfter(30_000)]
public sealed class UnknownsTests
{
    [Test]
    public async Task Whatever_becomes_of_a_used_refresh_token_renewals_go_on([Values] Rotation rotation, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.Rotation = rotation;

        for (var i = 0; i < 4; i++)
        {
            Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
            world.Emulator.RevokeAllTokens();
        }

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(4));
        Assert.That(world.Emulator.Counters.Refreshes, Is.EqualTo(3));
    }

    [TestCase(true, "refresh_token")]
    [TestCase(false, "password")]
    public async Task Whether_or_not_Sonetel_gives_a_refresh_token_unasked_renewals_go_on(bool givesOne, string grant, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, _) => o.Parameters.Remove("refresh"));
        world.Emulator.Switches.RefreshByDefault = givesOne;
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.TokenRequests[^1].Parameters["grant_type"], Is.EqualTo(grant));
    }

    [Test]
    public async Task However_a_JWT_writes_its_times_its_lifetime_is_read([Values(JwtTimes.Whole, JwtTimes.Fraction, JwtTimes.Text)] JwtTimes times, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        (world.Emulator.Switches.JwtTimes, world.Emulator.Switches.AccessTokenLifetime) = (times, TimeSpan.FromHours(7));

        Assert.That(await LifetimeAsync(world, ct), Is.EqualTo(TimeSpan.FromHours(7)).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task A_JWT_without_times_lasts_as_long_as_the_default_lifetime(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, _) => o.DefaultLifetime = TimeSpan.FromHours(2));
        world.Emulator.Switches.JwtTimes = JwtTimes.Missing;

        Assert.That(await LifetimeAsync(world, ct), Is.EqualTo(TimeSpan.FromHours(2)).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task However_expires_in_is_written_it_is_read([Values] ExpiresInForm form, [Values] bool byMoov, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, byMoov ? Systems.Moov : null);
        (world.Emulator.Switches.ExpiresInForm, world.Emulator.Switches.AccessTokenLifetime) = (form, TimeSpan.FromHours(7));

        Assert.That(await LifetimeAsync(world, ct), Is.EqualTo(TimeSpan.FromHours(7)).Within(TimeSpan.FromMinutes(1)));
    }

    [TestCase("0")]
    [TestCase("-1")]
    public async Task A_token_without_any_lifetime_serves_the_call_it_was_got_for(string expiresIn, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.ExpiresIn = JsonNode.Parse(expiresIn);

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [TestCase("1e300")]
    [TestCase("\"99999999999999999999\"")]
    [TestCase("99999999999")]
    public async Task A_token_of_a_huge_lifetime_is_used_as_long_as_it_works(string expiresIn, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.ExpiresIn = JsonNode.Parse(expiresIn);

        Assert.That(await LifetimeAsync(world, ct), Is.GreaterThan(TimeSpan.FromDays(30_000)));
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_answer_as_Spring_writes_it_works_as_well_as_the_documented_one([Values] bool bySpring, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.SpringAnswer = bySpring;

        Assert.That(await LifetimeAsync(world, ct), Is.EqualTo(TimeSpan.FromHours(24)).Within(TimeSpan.FromMinutes(1)));
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Scope, bySpring ? Does.StartWith("account.read ") : Is.Null);
    }

    [Test]
    public async Task An_answer_may_hold_what_nobody_knows_a_scope_as_an_array_and_a_byte_order_mark(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.Scope = new JsonArray("a", "b");
        world.Emulator.Switches.MoreMembers = new JsonObject { ["first"] = 1, ["nested"] = new JsonObject { ["access_token"] = "another" } };
        world.Emulator.Switches.ByteOrderMark = true;

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Without_any_refresh_token_each_renewal_signs_in(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.SendsRefreshToken = false;
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequestsBy("password"), Is.EqualTo(2));
    }

    [TestCase("bearer")]
    [TestCase("BEARER")]
    [TestCase("opaque")]
    public async Task Whatever_the_token_type_the_scheme_is_Bearer(string tokenType, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Moov);
        world.Emulator.Switches.TokenType = tokenType;

        Assert.That(await world.GetAsync("/accounts", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests.Single().Headers["Authorization"], Does.StartWith("Bearer "));
    }

    [Test]
    public async Task An_account_id_is_read_as_a_number_and_as_text([Values] bool asText, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.AccountIdAsText = asText;

        Assert.That((await world.Auth.GetDecodedTokenAsync(ct)).AccountId, Is.EqualTo("503312345"));
    }

    [Test]
    public async Task A_401_renews_with_and_without_challenge_and_body(
        [Values(null, "Bearer", "Bearer error=\"invalid_token\"")] string? challenge, [Values(null, "{\"status\":401}")] string? body, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Sipgate);
        (world.Emulator.Switches.Challenge, world.Emulator.Switches.UnauthorizedBody) = (challenge, body);
        await world.GetAsync("/v2/account", ct);
        world.Emulator.RevokeAllTokens();

        Assert.That(await world.GetAsync("/v2/account", ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_dead_token_hidden_in_a_200_goes_to_the_caller_as_it_is(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.HidesUnauthorized = true;
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();

        Assert.That(await world.Client.GetStringAsync("/account/", ct), Does.Contain("\"failed\"").And.Contain("not authorized"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_dead_token_hidden_in_a_200_is_renewed_where_the_account_says_how_to_tell([Values] bool async, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, _) => o.IsRefusal = async (answer, token) => (await answer.Content.ReadAsStringAsync(token)).Contains("not authorized", StringComparison.Ordinal));
        world.Emulator.Switches.HidesUnauthorized = true;
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();

        using var request = new HttpRequestMessage(HttpMethod.Post, "/make-calls/call/call-back") { Content = new StringContent("{}") };
        using var response = async ? await world.Client.SendAsync(request, ct) : world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(world.Emulator.Counters.CallBacks, Is.EqualTo(1));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task Sonetel_may_or_may_not_ask_for_its_client([Values] bool asks, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.DemandsClient = asks;

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_wrong_client_is_refused_once_and_for_all_however_it_is_told([Values] bool otherwise, [Values] bool bySipgate, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            if (bySipgate)
            {
                Systems.Sipgate(o, e);
            }

            (o.ClientSecret, o.FailureBackoff) = ("wrong", TimeSpan.FromMinutes(1));
        });
        world.Emulator.Switches.OtherClientFailure = otherwise;

        for (var i = 0; i < 3; i++)
        {
            Assert.That(async () => await world.GetAsync("/account/", ct), Throws.InstanceOf<SonetelAuthException>().With.Property(nameof(SonetelAuthException.IsTransient)).False);
        }

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_locked_user_is_not_tried_again_and_again(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, _) => o.FailureBackoff = TimeSpan.FromMinutes(1));
        world.Emulator.Switches.UsersAreLocked = true;

        for (var i = 0; i < 3; i++)
        {
            Assert.That(async () => await world.GetAsync("/account/", ct), Throws.InstanceOf<SonetelAuthException>().With.Property(nameof(SonetelAuthException.Error)).EqualTo("invalid_grant"));
        }

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Sipgate_s_client_credentials_work_if_there_are_any(bool takesThem, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            Systems.Sipgate(o, e);
            (o.GrantType, o.RefreshToken) = (GrantType.ClientCredentials, null);
        });
        world.Emulator.Switches.SipgateClientCredentials = takesThem;

        if (takesThem)
        {
            Assert.That(await world.GetAsync("/v2/account", ct), Is.EqualTo(HttpStatusCode.OK));
        }
        else
        {
            Assert.That(async () => await world.GetAsync("/v2/account", ct), Throws.InstanceOf<SonetelAuthException>().With.Property(nameof(SonetelAuthException.Error)).EqualTo("unsupported_grant_type"));
        }
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(403)]
    public async Task Whatever_Moov_answers_without_an_origin_it_is_told(int status, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            Systems.Moov(o, e);
            o.TokenRequestHeaders.Clear();
        });
        world.Emulator.Switches.MissingOriginStatus = status;

        Assert.That(async () => await world.GetAsync("/accounts", ct), Throws.InstanceOf<SonetelAuthException>().With.Property(nameof(SonetelAuthException.TokenEndpointStatusCode)).EqualTo((HttpStatusCode)status));
    }

    [Test]
    public async Task A_scope_that_Passport_does_not_know_is_told(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            Systems.Passport(o, e);
            o.Scope = "orders";
        });
        world.Emulator.Switches.PassportScopes = ["invoices"];

        Assert.That(async () => await world.GetAsync("/api/orders", ct), Throws.InstanceOf<SonetelAuthException>().With.Property(nameof(SonetelAuthException.Error)).EqualTo("invalid_scope"));
        world.Emulator.Switches.PassportScopes = null;
        await world.Auth.CreateTokenAsync(cancellationToken: ct);
        Assert.That(await world.GetAsync("/api/orders", ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(7)]
    [TestCase(8)]
    [TestCase(9)]
    public async Task Each_league_version_s_dead_refresh_token_gives_way_to_the_password(int version, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Passport);
        world.Emulator.Switches.LeagueVersion = version;
        await world.GetAsync("/api/user", ct);
        world.Emulator.ChangePassword(world.Emulator.Options.Password);

        Assert.That(await world.GetAsync("/api/user", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.TokenRequests.Select(request => request.Parameters["grant_type"]), Is.EqualTo(new[] { "password", "refresh_token", "password" }));
    }

    [TestCase(7, "invalid_credentials")]
    [TestCase(8, "invalid_grant")]
    [TestCase(9, "invalid_grant")]
    public async Task Each_league_version_s_wrong_password_is_tried_once(int version, string error, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            Systems.Passport(o, e);
            (o.Password, o.FailureBackoff) = ("wrong", TimeSpan.FromMinutes(1));
        });
        world.Emulator.Switches.LeagueVersion = version;

        for (var i = 0; i < 3; i++)
        {
            Assert.That(async () => await world.GetAsync("/api/user", ct), Throws.InstanceOf<SonetelAuthException>().With.Property(nameof(SonetelAuthException.Error)).EqualTo(error));
        }

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_token_endpoint_with_too_many_requests_is_left_alone_as_long_as_it_says([Values] RetryHint hint, [Values] bool byMoov, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            (byMoov ? Systems.Moov : (Action<SonetelAuthOptions, SonetelEmulator>)Systems.Passport)(o, e);
            o.FailureBackoff = o.MaxFailureBackoff = TimeSpan.FromMinutes(1);
        });
        world.Emulator.Switches.TokenRateLimit = new RateLimit(0, TimeSpan.FromMinutes(2));
        world.Emulator.Switches.RetryHint = hint;
        var told = hint is RetryHint.Seconds or RetryHint.Date ? TimeSpan.FromMinutes(2) : (TimeSpan?)null;

        for (var i = 0; i < 3; i++)
        {
            var e = Assert.CatchAsync<SonetelAuthException>(async () => await world.GetAsync("/account/", ct))!;
            Assert.That(e.IsTransient, Is.True);
            Assert.That(e.RetryAfter, told is null ? Is.Null.Or.LessThanOrEqualTo(TimeSpan.FromSeconds(75)) : Is.EqualTo(told).Within(TimeSpan.FromSeconds(20)));
        }

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [TestCase(200)]
    [TestCase(204)]
    public async Task Revoking_is_done_whichever_success_the_server_answers(int status, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Moov);
        world.Emulator.Switches.RevocationStatus = status;
        var token = await world.Auth.GetAccessTokenAsync(ct);

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.Not.EqualTo(token.Value));
        Assert.That(world.Emulator.Counters.Revocations, Is.EqualTo(2));
    }

    [TestCase(200)]
    [TestCase(400)]
    public async Task A_token_that_the_server_no_longer_knows_is_forgotten_whatever_it_says(int status, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Moov);
        world.Emulator.Switches.UnknownTokenRevocationStatus = status;
        var token = await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.ChangePassword("any");

        Assert.That(async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct), status == 200 ? Throws.Nothing : Throws.InstanceOf<SonetelAuthException>());
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.Not.EqualTo(token.Value));
    }

    [TestCase(400)]
    [TestCase(422)]
    [TestCase(503)]
    public async Task A_revocation_that_fails_is_told_and_the_token_is_forgotten_all_the_same(int status, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Moov);
        await world.GetAsync("/accounts", ct);
        world.Emulator.RevocationFaults.Always(Fault.Status(status));

        Assert.That(async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(await world.GetAsync("/accounts", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.TokenRequests[^1].Parameters["grant_type"], Is.EqualTo("client_credentials"));
    }

    [Test]
    public async Task A_server_whose_clock_is_a_day_off_makes_no_difference([Values(-1, 1)] int days, [Values] bool byMoov, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, byMoov ? Systems.Moov : null, new SkewedTime(TimeSpan.FromDays(days)));
        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromHours(7);

        Assert.That(await LifetimeAsync(world, ct), Is.EqualTo(TimeSpan.FromHours(7)).Within(TimeSpan.FromMinutes(1)));
        Assert.That(await world.GetAsync(byMoov ? "/accounts" : "/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_machine_that_slept_past_the_expiry_is_healed_by_the_401(Ct ct)
    {
        var server = new SkewedTime(TimeSpan.Zero);
        await using var world = await EmulatedWorld.CreateAsync(ct, serverTime: server);
        await world.GetAsync("/account/", ct);

        // Linux's monotonic clock stands still while the machine sleeps; the server's does not.
        server.By = TimeSpan.FromDays(2);

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.Refreshes, Is.EqualTo(1));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    private static async Task<TimeSpan> LifetimeAsync(EmulatedWorld world, Ct ct) =>
        (await world.Auth.GetAccessTokenAsync(ct)).ExpiresAt - TimeProvider.System.GetUtcNow();

    private sealed class SkewedTime(TimeSpan by) : TimeProvider
    {
        public TimeSpan By { get; set; } = by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
