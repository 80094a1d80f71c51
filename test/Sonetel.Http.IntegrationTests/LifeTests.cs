using System.Net;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests;

/// <summary>The whole life of a token with each system: acquire, use, expire, renew, revoked at the server, recover, revoke.</summary>
[CancelAfter(60_000)]
public sealed class LifeTests
{
    public static IEnumerable<TestCaseData> Each()
    {
        yield return Case("Sonetel", "/account/", (o, e) =>
        {
            o.UseSonetel(e.Options.Username, e.Options.Password);
            o.TokenEndpoint = e.TokenEndpoint;
        });
        yield return Case("sipgate OAuth", "/v2/account", Systems.Sipgate);
        yield return Case("Passport", "/api/user", Systems.Passport);
        yield return Case("Moov", "/accounts", Systems.Moov);
    }

    [TestCaseSource(nameof(Each))]
    public async Task A_token_lives(string path, Action<SonetelAuthOptions, SonetelEmulator> configure, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, configure);
        var counters = world.Emulator.Counters;
        using var bare = new HttpClient { BaseAddress = world.Emulator.BaseAddress };
        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(1);

        Assert.That(await world.GetAsync(path, ct), Is.EqualTo(HttpStatusCode.OK), "acquired and used");
        var first = await world.Auth.GetAccessTokenAsync(ct);
        Assert.That(first.Scheme, Is.EqualTo("Bearer"));

        await UntilRefusedAsync(bare, path, first, ct);
        world.Emulator.Switches.AccessTokenLifetime = null;
        Assert.That(await world.GetAsync(path, ct), Is.EqualTo(HttpStatusCode.OK), "expired and renewed");
        Assert.That(counters.TokenRequests, Is.EqualTo(2));
        Assert.That(counters.Refreshes, Is.EqualTo(path == "/v2/account" ? 2 : 1));
        var renewed = await world.Auth.GetAccessTokenAsync(ct);

        world.Emulator.RevokeAllTokens();
        Assert.That(await world.GetAsync(path, ct), Is.EqualTo(HttpStatusCode.OK), "recovered from a revocation at the server");
        Assert.That(counters.TokenRequests, Is.EqualTo(3));
        var last = await world.Auth.GetAccessTokenAsync(ct);
        Assert.That(last.Value, Is.Not.EqualTo(renewed.Value));

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        await AssertForgottenAsync(world, bare, path, last, ct);
    }

    [Test]
    public async Task A_personal_access_token_goes_out_as_Basic_and_a_401_goes_to_the_caller(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) => o.UseSipgate(e.Options.TokenId, e.Options.PersonalAccessToken));

        Assert.That(await world.GetAsync("/v2/account", ct), Is.EqualTo(HttpStatusCode.OK));
        world.Emulator.Options.PersonalAccessToken = "another";
        Assert.That(await world.GetAsync("/v2/account", ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        await world.Auth.RevokeTokenAsync(cancellationToken: ct);

        Assert.That(world.Emulator.Counters.TokenRequests, Is.Zero);
        Assert.That(world.Emulator.Counters.ApiRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task Passport_sends_a_request_that_asks_for_no_JSON_to_its_login_page(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            Systems.Passport(o, e);
            o.RequestHeaders.Clear();
        });
        await world.GetAsync("/api/user", ct);
        world.Emulator.RevokeAllTokens();

        Assert.That(await world.Client.GetStringAsync("/api/user", ct), Does.Contain("Login"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1), "which is why the preset asks for JSON");
    }

    [Test]
    public async Task Moov_gets_its_origin_and_version_with_each_request(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            Systems.Moov(o, e);
            o.RequestHeaders["X-Moov-Version"] = "v2026.07.00";
        });

        await world.GetAsync("/accounts", ct);

        Assert.That(world.Emulator.TokenRequests.Single().Headers["Origin"], Is.EqualTo("https://api.moov.io"));
        Assert.That(world.Emulator.ApiRequests.Single().Headers["Origin"], Is.EqualTo("https://api.moov.io"));
        Assert.That(world.Emulator.ApiRequests.Single().Headers["X-Moov-Version"], Is.EqualTo("v2026.07.00"));
    }

    [Test]
    public async Task Sipgate_s_five_minutes_serve_many_calls(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Sipgate);

        for (var i = 0; i < 5; i++)
        {
            Assert.That(await world.GetAsync("/v2/account", ct), Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Passport_answers_401_because_requests_ask_for_JSON(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Passport);
        await world.GetAsync("/api/user", ct);
        world.Emulator.RevokeAllTokens();

        using var response = await world.Client.GetAsync("/api/user", ct);

        Assert.That(await response.Content.ReadAsStringAsync(ct), Does.Contain("email"));
        Assert.That(world.Emulator.ApiRequests, Has.All.Matches<RecordedRequest>(request => request.Headers["Accept"] == "application/json"));
    }

    // The server's own word; the library is not asked meanwhile, so that it does not renew ahead.
    private static async Task UntilRefusedAsync(HttpClient bare, string path, AccessToken token, Ct ct)
    {
        while (await StatusAsync(bare, path, token, ct) is HttpStatusCode.OK)
        {
            await Task.Yield();
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient bare, string path, AccessToken token, Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Authorization", $"Bearer {token.Value}" }, { "Accept", "application/json" }, { "Origin", "https://api.moov.io" } } };
        using var response = await bare.SendAsync(request, ct);
        return response.StatusCode;
    }

    // Where there is an endpoint for it the server knows too, and where there is no other way to sign in the account says what it needs.
    private static async Task AssertForgottenAsync(EmulatedWorld world, HttpClient bare, string path, AccessToken revoked, Ct ct)
    {
        var hasEndpoint = path is "/accounts" or "/v2/account";
        var revocations = world.Emulator.TokenRequests.Where(request => request.Path.EndsWith("revoke", StringComparison.Ordinal)).ToArray();
        Assert.That(revocations.Select(request => request.Parameters["token_type_hint"]), Is.EqualTo(hasEndpoint ? ["refresh_token", "access_token"] : Array.Empty<string>()));
        Assert.That(revocations.Select(request => request.Headers["Content-Type"]), Is.All.StartsWith(path == "/accounts" ? "application/json" : "application/x-www-form-urlencoded"));
        Assert.That(await StatusAsync(bare, path, revoked, ct), Is.EqualTo(hasEndpoint ? HttpStatusCode.Unauthorized : HttpStatusCode.OK));

        if (path == "/v2/account")
        {
            Assert.That(async () => await world.GetAsync(path, ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("RefreshToken"));
        }
        else
        {
            Assert.That(await world.GetAsync(path, ct), Is.EqualTo(HttpStatusCode.OK));
            Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.Not.EqualTo(revoked.Value));
            Assert.That(world.Emulator.Counters.TokenRequestsBy("refresh_token"), Is.EqualTo(2), "signed in anew");
        }
    }

    private static TestCaseData Case(string system, string path, Action<SonetelAuthOptions, SonetelEmulator> configure) =>
        new TestCaseData(path, configure).SetArgDisplayNames(system);
}
