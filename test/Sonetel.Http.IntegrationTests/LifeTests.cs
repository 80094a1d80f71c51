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
        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(3);

        Assert.That(await world.GetAsync(path, ct), Is.EqualTo(HttpStatusCode.OK), "acquired and used");
        var first = await world.Auth.GetAccessTokenAsync(ct);
        Assert.That(first.Scheme, Is.EqualTo("Bearer"));

        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromHours(1);
        var renewed = await NextAsync(world, first, ct);
        Assert.That(counters.TokenRequests, Is.EqualTo(2), "expired and renewed");
        Assert.That(world.Emulator.TokenRequests[^1].Parameters["grant_type"], Is.EqualTo("refresh_token"));

        world.Emulator.RevokeAllTokens();
        Assert.That(await world.GetAsync(path, ct), Is.EqualTo(HttpStatusCode.OK), "recovered from a revocation at the server");
        Assert.That(counters.TokenRequests, Is.EqualTo(3));
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.Not.EqualTo(renewed.Value));

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        var revocations = world.Emulator.TokenRequests.Where(request => request.Path.EndsWith("revoke", StringComparison.Ordinal)).ToArray();
        Assert.That(revocations.Select(request => request.Parameters["token_type_hint"]), Is.EqualTo(path is "/accounts" or "/v2/account" ? ["refresh_token", "access_token"] : Array.Empty<string>()));
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
    public async Task Passport_answers_401_because_requests_ask_for_JSON(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, Systems.Passport);
        await world.GetAsync("/api/user", ct);
        world.Emulator.RevokeAllTokens();

        using var response = await world.Client.GetAsync("/api/user", ct);

        Assert.That(await response.Content.ReadAsStringAsync(ct), Does.Contain("email"));
        Assert.That(world.Emulator.ApiRequests, Has.All.Matches<RecordedRequest>(request => request.Headers["Accept"] == "application/json"));
    }

    private static async Task<AccessToken> NextAsync(EmulatedWorld world, AccessToken old, Ct ct)
    {
        while (true)
        {
            var token = await world.Auth.GetAccessTokenAsync(ct);

            if (token.Value != old.Value)
            {
                return token;
            }

            await Task.Yield();
        }
    }

    private static TestCaseData Case(string system, string path, Action<SonetelAuthOptions, SonetelEmulator> configure) =>
        new TestCaseData(path, configure).SetArgDisplayNames(system);
}
