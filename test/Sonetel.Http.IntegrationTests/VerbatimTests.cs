using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests;

/// <summary>The emulator's answers, letter by letter as wire.md has them.</summary>
[CancelAfter(30_000)]
public sealed class VerbatimTests
{
    [Test]
    public async Task Passport_writes_type_and_lifetime_first_and_its_JWT_begins_with_its_type(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (o, http) = (emulator.Options, new HttpClient { BaseAddress = emulator.BaseAddress });

        using var response = await http.PostAsJsonAsync("/oauth/token", new { grant_type = "password", client_id = o.ClientId, client_secret = o.ClientSecret, username = o.Username, password = o.Password }, ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>(ct);

        Assert.That(answer?.Select(member => member.Key), Is.EqualTo(new[] { "token_type", "expires_in", "access_token", "refresh_token" }));
        Assert.That($"{answer!["access_token"]}", Does.StartWith("eyJ0eXAiO"));
        Assert.That(Claims(answer), Contains.Key("nbf"));
    }

    [Test]
    public async Task Moov_writes_type_token_and_then_the_rest(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (o, http) = (emulator.Options, new HttpClient { BaseAddress = emulator.BaseAddress, DefaultRequestHeaders = { { "Origin", "https://api.moov.io" } } });

        using var response = await http.PostAsJsonAsync("/oauth2/token", new { grant_type = "client_credentials", client_id = o.ClientId, client_secret = o.ClientSecret, scope = "/ping.read" }, ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>(ct);

        Assert.That(answer?.Select(member => member.Key), Is.EqualTo(new[] { "token_type", "access_token", "refresh_token", "expires_in", "scope" }));
    }

    [Test]
    public async Task Apostrophes_stand_as_they_are(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        using var http = new HttpClient();

        Assert.That(await (await http.GetAsync(emulator.TokenEndpoint, ct)).Content.ReadAsStringAsync(ct), Does.Contain("Request method 'GET' not supported"));
    }

    [TestCase("/globaldata/timezone", false)]
    [TestCase("/globaldata/errors?resource=account", false)]
    [TestCase("/country", false)]
    [TestCase("/availablephonenumber", true)]
    [TestCase("/numberstocksummary/SWE", true)]
    public async Task Sonetel_s_public_data_needs_no_token(string path, bool needsOne, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var http = new HttpClient { BaseAddress = world.Emulator.BaseAddress };

        Assert.That((int)(await http.GetAsync(path, ct)).StatusCode, Is.EqualTo(needsOne ? 401 : 200));
        Assert.That((int)await world.GetAsync(path, ct), Is.EqualTo(200));
    }

    [Test]
    public async Task The_scheme_of_Basic_is_known_in_any_case(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        using var http = new HttpClient { BaseAddress = emulator.BaseAddress };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{emulator.Options.TokenId}:{emulator.Options.PersonalAccessToken}"));
        http.DefaultRequestHeaders.Add("Authorization", $"basic {credentials}");

        Assert.That((int)(await http.GetAsync("/v2/account", ct)).StatusCode, Is.EqualTo(200));
    }

    private static JsonObject Claims(JsonObject answer) =>
        JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars($"{answer["access_token"]}".Split('.')[1]))!.AsObject();
}
