using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests;

/// <summary>What other clients than ours ask of the emulator.</summary>
[CancelAfter(30_000)]
public sealed class EmulatorTests
{
    [Test]
    public async Task Passport_gives_a_client_a_token_of_its_own_that_is_no_user(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        using var http = new HttpClient { BaseAddress = emulator.BaseAddress };
        var (id, secret) = (emulator.Options.ClientId, emulator.Options.ClientSecret);
        var grant = new { grant_type = "client_credentials", client_id = id, client_secret = secret, scope = "orders" };

        using var response = await http.PostAsJsonAsync("/oauth/token", grant, ct);
        var token = await response.Content.ReadFromJsonAsync<JsonObject>(ct);

        Assert.That(token?.Select(member => member.Key), Is.EqualTo(new[] { "token_type", "expires_in", "access_token" }));
        Assert.That(await StatusAsync(http, "/api/orders", $"{token!["access_token"]}", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(http, "/api/user", $"{token["access_token"]}", ct), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("client-secret-1", HttpStatusCode.OK)]
    [TestCase("wrong", HttpStatusCode.BadRequest)]
    public async Task Moov_takes_the_client_from_the_body_beside_an_empty_Basic(string secret, HttpStatusCode status, Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        using var http = new HttpClient { BaseAddress = emulator.BaseAddress };
        http.DefaultRequestHeaders.Add("Origin", "https://example.com");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(":"u8));
        var grant = new { grant_type = "client_credentials", client_id = "client-1", client_secret = secret, scope = "/ping.read" };

        using var response = await http.PostAsJsonAsync("/oauth2/token", grant, ct);

        Assert.That(response.StatusCode, Is.EqualTo(status));
    }

    [TestCase(true, "10.00 USD")]
    [TestCase(false, "0.00 USD")]
    public async Task A_Sonetel_account_has_the_balance_that_the_vendors_Python_package_reads(bool hasBalance, string balance, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.HasBalance = hasBalance;

        var account = (await world.Client.GetFromJsonAsync<JsonObject>("account/", ct))!["response"]!.AsObject();

        Assert.That($"{account["credit_balance"]} {account["currency"]}", Is.EqualTo(balance));
        Assert.That(account.Select(member => member.Key), Is.SupersetOf(new[] { "account_id", "name", "language", "timezone_details" }));
    }

    [Test]
    public void Every_option_and_switch_has_its_name_on_the_command_line()
    {
        var properties = typeof(SonetelEmulatorOptions).GetProperties().Concat(typeof(Switches).GetProperties())
            .Where(property => property.SetMethod is not null && property.PropertyType != typeof(TimeProvider));

        Assert.That(CommandSettings.All.Select(setting => setting.Property), Is.EquivalentTo(properties));
        Assert.That(CommandSettings.All.Select(setting => setting.Name), Is.Unique.And.Contains("--access-token-lifetime"));
    }

    [Test]
    public void The_command_line_sets_options_and_switches()
    {
        var command = EmulatorCommand.Parse(
        [
            "--system", "moov", "--port=0", "--demands-origin", "false", "--opaque-tokens", "--access-token-lifetime", "90s",
            "--token-rate-limit", "60/1m", "--rotation", "keepold", "--expires-in", "\"3600\"", "--passport-scopes", "a,b",
            "--user", "second@example.com=p=q",
        ]);
        var switches = new Switches();
        command.ApplyTo(switches);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(command.System, Is.EqualTo(EmulatedSystem.Moov));
            Assert.That(command.Options.Port, Is.Zero);
            Assert.That(command.Options.MoreUsers["second@example.com"], Is.EqualTo("p=q"));
            Assert.That(switches.DemandsOrigin, Is.False);
            Assert.That(switches.OpaqueTokens, Is.True);
            Assert.That(switches.AccessTokenLifetime, Is.EqualTo(TimeSpan.FromSeconds(90)));
            Assert.That(switches.TokenRateLimit, Is.EqualTo(new RateLimit(60, TimeSpan.FromMinutes(1))));
            Assert.That(switches.Rotation, Is.EqualTo(Rotation.KeepOld));
            Assert.That($"{switches.ExpiresIn}", Is.EqualTo("3600"));
            Assert.That(switches.PassportScopes, Is.EqualTo(new[] { "a", "b" }));
        }
    }

    [TestCase("--no-such", "There is no option --no-such.")]
    [TestCase("--port", "--port needs a value.")]
    [TestCase("--rotation=sideways", "--rotation takes KeepOld|RevokeOld|RevokeFamilyOnReuse|None|Omit, not 'sideways'.")]
    [TestCase("--access-token-lifetime=90", "--access-token-lifetime takes DURATION, not '90'.")]
    [TestCase("--system=nobody", "--system takes Sonetel|Sipgate|Passport|Moov, not 'nobody'.")]
    public void A_wrong_option_is_named(string arg, string message) =>
        Assert.That(() => EmulatorCommand.Parse([arg]), Throws.TypeOf<FormatException>().With.Message.EqualTo(message));

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path, string token, Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await http.SendAsync(request, ct);
        return response.StatusCode;
    }
}
