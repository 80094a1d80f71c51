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

    [Test]
    public async Task However_a_JWT_writes_its_times_its_lifetime_is_read([Values(JwtTimes.Whole, JwtTimes.Fraction, JwtTimes.Text)] JwtTimes times, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        (world.Emulator.Switches.JwtTimes, world.Emulator.Switches.AccessTokenLifetime) = (times, TimeSpan.FromHours(7));

        var token = await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(token.ExpiresAt - TimeProvider.System.GetUtcNow(), Is.EqualTo(TimeSpan.FromHours(7)).Within(TimeSpan.FromMinutes(1)));
    }

    [TestCase("3600", 3600)]
    [TestCase("\"3600\"", 3600)]
    [TestCase("3600.9", 3600.9)]
    [TestCase("null", 25_200)]
    public async Task However_expires_in_is_written_it_is_read(string json, double seconds, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromHours(7);
        world.Emulator.Switches.SendsExpiresIn = json != "null";
        world.Emulator.Switches.ExpiresIn = JsonNode.Parse(json);

        var token = await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(token.ExpiresAt - TimeProvider.System.GetUtcNow(), Is.EqualTo(TimeSpan.FromSeconds(seconds)).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task A_401_without_a_challenge_renews_too(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.Challenge = null;
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(7)]
    [TestCase(8)]
    [TestCase(9)]
    public async Task Each_league_version_s_dead_refresh_token_gives_way_to_the_password(int version, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
            o.UsePassport(e.BaseAddress.OriginalString, e.Options.ClientId, e.Options.ClientSecret, e.Options.Username, e.Options.Password));
        world.Emulator.Switches.LeagueVersion = version;
        await world.GetAsync("/api/user", ct);
        world.Emulator.ChangePassword(world.Emulator.Options.Password);

        Assert.That(await world.GetAsync("/api/user", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.TokenRequests.Select(request => request.Parameters["grant_type"]), Is.EqualTo(new[] { "password", "refresh_token", "password" }));
    }

    [TestCase(400)]
    [TestCase(422)]
    [TestCase(503)]
    public async Task A_revocation_that_fails_is_told_and_the_token_is_forgotten_all_the_same(int status, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            o.UseMoov(e.Options.ClientId, e.Options.ClientSecret, "/accounts.read");
            o.TokenEndpoint = new Uri(e.BaseAddress, "/oauth2/token");
            o.RevocationEndpoint = new Uri(e.BaseAddress, "/oauth2/revoke");
        });
        await world.GetAsync("/accounts", ct);
        world.Emulator.RevocationFaults.Always(Fault.Status(status));

        Assert.That(async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(await world.GetAsync("/accounts", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.TokenRequests[^1].Parameters["grant_type"], Is.EqualTo("client_credentials"));
    }
}
