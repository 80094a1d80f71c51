using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests;

/// <summary>Validation names account and option; a preset sets what its system needs and nothing stays fixed after it.</summary>
public sealed class OptionsTests
{
    private static readonly Dictionary<string, (string Option, Action<SonetelAuthOptions> Break)> Faults = new()
    {
        ["no user name"] = ("Username is missing; set it to the user's login", o => o.Username = null),
        ["a blank user name"] = ("Username is missing; set it to the user's login", o => o.Username = "  "),
        ["an empty password"] = ("Password is missing; set it to the user's password", o => o.Password = string.Empty),
        ["a personal access token without its id"] = ("Username is missing; set it to the user's login or the token's id", o => o.UseSipgate(string.Empty, "t")),
        ["a personal access token's id with a line break"] = ("Username contains a line break", o => o.UseSipgate("id\r\n", "t")),
        ["Moov without a scope"] = ("Scope is empty; set it to the token's scopes", o => o.UseMoov("c", "s", null!)),
        ["Moov without a preset and a scope"] = ("Scope is empty", o => (o.GrantType, o.TokenEndpoint) = (GrantType.ClientCredentials, new Uri("https://api.moov.io/oauth2/token"))),
        ["Passport without a host"] = ("TokenEndpoint", o => o.UsePassport(string.Empty, "c", "s", "u", "p")),
        ["Passport with half a host"] = ("AllowedHosts contains 'dm example'", o => o.UsePassport("dm example", "c", "s", "u", "p")),
        ["an unknown format"] = ("RequestFormat is 9; use one of FormUrlEncoded", o => o.RequestFormat = (TokenRequestFormat)9),
        ["an unknown revocation format"] = ("RevocationFormat is 9", o => o.RevocationFormat = (TokenRequestFormat)9),
        ["an unknown client authentication"] = ("ClientAuthentication is 9", o => o.ClientAuthentication = (ClientAuthentication)9),
        ["an unknown encoding"] = ("BasicEncoding is 9", o => o.BasicEncoding = (BasicEncoding)9),
        ["client credentials without a secret"] = ("ClientSecret is missing; set it to the client's secret", o => (o.GrantType, o.ClientSecret) = (GrantType.ClientCredentials, null)),
        ["client credentials with an empty scope"] = ("Scope", o => (o.GrantType, o.Scope) = (GrantType.ClientCredentials, " ")),
        ["a refresh grant without a token"] = ("RefreshToken is missing; set it to the refresh token", o => o.GrantType = GrantType.RefreshToken),
        ["an unknown grant"] = ("GrantType is 9; use one of Password", o => o.GrantType = (GrantType)9),
        ["a colon in a Basic user"] = ("Username", o => (o.GrantType, o.Username) = (GrantType.Basic, "a:b")),
        ["a line break in a Basic password"] = ("Password contains a line break", o => (o.GrantType, o.Password) = (GrantType.Basic, "a\r\n")),
        ["a colon in a raw Basic client"] = ("ClientId", o => (o.BasicEncoding, o.ClientId) = (BasicEncoding.Raw, "a:b")),
        ["a plain endpoint"] = ("TokenEndpoint", o => o.TokenEndpoint = new Uri("http://api.example.com/token")),
        ["a relative endpoint"] = ("TokenEndpoint", o => o.TokenEndpoint = new Uri("/token", UriKind.Relative)),
        ["no endpoint"] = ("TokenEndpoint", o => o.TokenEndpoint = null!),
        ["a plain revocation endpoint"] = ("RevocationEndpoint", o => o.RevocationEndpoint = new Uri("http://api.example.com/revoke")),
        ["another server without hosts"] = ("AllowedHosts is empty", o => UseOAuth(o)),
        ["a public client with a secret"] = ("ClientAuthentication is None", o => (o.ClientAuthentication, o.ClientSecret) = (ClientAuthentication.None, "s")),
        ["a public client with Sonetel's secret"] = ("set ClientSecret to null", o => o.ClientAuthentication = ClientAuthentication.None),
        ["no pause after a refusal"] = ("RefusalBackoff", o => o.RefusalBackoff = TimeSpan.Zero),
        ["an endless pause after a refusal"] = ("RefusalBackoff", o => o.RefusalBackoff = TimeSpan.FromDays(2)),
        ["no hosts"] = ("AllowedHosts", o => o.AllowedHosts.Clear()),
        ["an address for a host"] = ("AllowedHosts", o => o.AllowedHosts.Add("https://api.example.com/")),
        ["a negative time"] = ("RefreshAhead", o => o.RefreshAhead = TimeSpan.FromSeconds(-1)),
        ["a negative skew"] = ("ExpirySkew", o => o.ExpirySkew = TimeSpan.FromSeconds(-1)),
        ["no timeout"] = ("TokenRequestTimeout", o => o.TokenRequestTimeout = TimeSpan.Zero),
        ["an endless timeout"] = ("TokenRequestTimeout", o => o.TokenRequestTimeout = TimeSpan.MaxValue),
        ["an absurd lifetime"] = ("DefaultLifetime", o => o.DefaultLifetime = TimeSpan.MaxValue),
        ["no back-off"] = ("FailureBackoff", o => o.FailureBackoff = TimeSpan.Zero),
        ["a longest back-off below the first"] = ("MaxFailureBackoff", o => o.MaxFailureBackoff = TimeSpan.FromSeconds(1)),
        ["a negative buffer"] = ("MaxReplayBufferSize", o => o.MaxReplayBufferSize = -1),
        ["a header with a line break"] = ("RequestHeaders", o => o.RequestHeaders["X"] = "a\nb"),
        ["an address with a password for a host"] = ("AllowedHosts contains 'api.example.com'; use", o => o.AllowedHosts.Add("https://user:secret@api.example.com")),
        ["a header beyond ASCII"] = ("non-ASCII character in its value", o => o.RequestHeaders["X"] = "é"),
        ["a secret without a client"] = ("ClientSecret is set without a ClientId", o => (o.ClientId, o.ClientSecret) = (string.Empty, "secret")),
        ["an Authorization header"] = ("TokenRequestHeaders", o => o.TokenRequestHeaders["authorization"] = "x"),
        ["a content header"] = ("TokenRequestHeaders", o => o.TokenRequestHeaders["Content-Type"] = "x"),
        ["a parameter with a quote"] = ("Parameters", o => o.Parameters["a\"b"] = "x"),
    };

    private static IEnumerable<string> FaultNames => Faults.Keys;

    [Test]
    public void A_fault_names_the_account_and_the_option([ValueSource(nameof(FaultNames))] string name)
    {
        var (option, breakIt) = Faults[name];
        var options = new SonetelAuthOptions { Username = "u", Password = "p" };
        breakIt(options);

        var validator = new SonetelAuthOptionsValidator();

        Assert.That(validator.Validate("billing", options).FailureMessage, Does.Contain("Account 'billing'").And.Contain(option));
        Assert.That(validator.Validate(string.Empty, options).FailureMessage, Does.Contain("The default account"));
    }

    [Test]
    public void All_faults_are_told_at_once()
    {
        var result = new SonetelAuthOptionsValidator().Validate(null, new SonetelAuthOptions { ExpirySkew = TimeSpan.MinValue });

        Assert.That(result.Failures, Has.Exactly(3).Items);
    }

    [Test]
    public void No_client_at_all_is_fine() =>
        Assert.That(new SonetelAuthOptionsValidator().Validate(null, new SonetelAuthOptions { Username = "u", Password = "p", ClientId = null }).Succeeded, Is.True);

    [TestCase("http://localhost:5000/token")]
    [TestCase("http://127.0.0.1/token")]
    [TestCase("http://[::1]:81/token")]
    public void Plain_http_is_fine_on_loopback(string endpoint)
    {
        var options = new SonetelAuthOptions { Username = "u", Password = "p", TokenEndpoint = new Uri(endpoint) };

        Assert.That(new SonetelAuthOptionsValidator().Validate(null, options).Succeeded, Is.True);
    }

    [Test]
    public void Validation_runs_at_start()
    {
        using var provider = new ServiceCollection().AddSonetelAuth("billing", options => options.Username = "u").Services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredService<IStartupValidator>().Validate(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("'billing': Password"));
    }

    [Test]
    public void Sonetel_is_the_default_and_its_preset_says_the_same()
    {
        var preset = new SonetelAuthOptions();
        preset.UseMoov("c", "s", "x");
        preset.UseSonetel("u", "p");

        Assert.That(Shown(preset), Is.EqualTo(Shown(new SonetelAuthOptions { Username = "u", Password = "p" })));
        Assert.That(Shown(preset), Is.EqualTo(
            "Password https://api.sonetel.com/SonetelAuth/beta/oauth/token  BasicHeader FormUrlEncoded  FormUrlEncoded u p sonetel-api sonetel-api   [refresh=yes] [] [] [public-api.sonetel.com, api.sonetel.com]"));
    }

    [Test]
    public void Sipgate_is_Basic_on_each_request() => Assert.That(Preset(o => o.UseSipgate("id", "token")), Does.StartWith("Basic ").And.Contain(" id token ").And.EndWith("[api.sipgate.com]"));

    [Test]
    public void Sipgate_by_OAuth_starts_from_a_refresh_token() => Assert.That(Preset(o => o.UseSipgateOAuth("c", "s", "r")), Is.EqualTo(
        "RefreshToken https://login.sipgate.com/auth/realms/third-party/protocol/openid-connect/token  RequestBody FormUrlEncoded  FormUrlEncoded   c s  r [] [] [] [api.sipgate.com]"));

    [TestCase("dm.example.com", "https://dm.example.com/oauth/token", "dm.example.com")]
    [TestCase("http://localhost:8000", "http://localhost:8000/oauth/token", "localhost")]
    [TestCase("https://dm.example.com/app/", "https://dm.example.com/app/oauth/token", "dm.example.com")]
    public void Passport_signs_in_by_JSON(string host, string endpoint, string allowed) => Assert.That(Preset(o => o.UsePassport(host, "c", "s", "u", "p")), Is.EqualTo(
        $"Password {endpoint}  RequestBody Json  Raw u p c s   [] [] [Accept=application/json] [{allowed}]"));

    [Test]
    public void Moov_has_scope_origin_and_revocation() => Assert.That(Preset(o => o.UseMoov("c", "s", "/a.read")), Is.EqualTo(
        "ClientCredentials https://api.moov.io/oauth2/token https://api.moov.io/oauth2/revoke BasicHeader FormUrlEncoded Json FormUrlEncoded   c s /a.read  [] [Origin=https://api.moov.io] [Origin=https://api.moov.io] [api.moov.io]"));

    [Test]
    public void Anything_can_be_overridden_after_a_preset()
    {
        var options = new SonetelAuthOptions();
        options.UseMoov("c", "s", "x");
        options.ClientAuthentication = ClientAuthentication.RequestBody;
        options.RequestHeaders["origin"] = "https://mine.example.com";
        options.RequestHeaders["X-Moov-Version"] = "v2024.01";

        Assert.That(Shown(options), Does.Contain("RequestBody").And.Contain("[Origin=https://mine.example.com, X-Moov-Version=v2024.01]"));
    }

    [Test]
    public void Every_preset_passes_validation()
    {
        Action<SonetelAuthOptions>[] presets = [o => o.UseSonetel("u", "p"), o => o.UseSipgate("i", "t"), o => o.UseSipgateOAuth("c", "s", "r"), o => o.UsePassport("h.example", "c", "s", "u", "p"), o => o.UseMoov("c", "s", "x")];

        Assert.That(presets.Select(preset => new SonetelAuthOptionsValidator().Validate(null, With(preset)).FailureMessage), Is.All.Null);
    }

    private static string Preset(Action<SonetelAuthOptions> preset) => Shown(With(preset));

    private static SonetelAuthOptions With(Action<SonetelAuthOptions> preset)
    {
        var options = new SonetelAuthOptions();
        preset(options);
        return options;
    }

    private static string Shown(SonetelAuthOptions o) => string.Join(' ',
        o.GrantType, o.TokenEndpoint, o.RevocationEndpoint, o.ClientAuthentication, o.RequestFormat, o.RevocationFormat, o.BasicEncoding, o.Username, o.Password, o.ClientId, o.ClientSecret, o.Scope, o.RefreshToken,
        Listed(o.Parameters), Listed(o.TokenRequestHeaders), Listed(o.RequestHeaders), $"[{string.Join(", ", o.AllowedHosts)}]");

    private static string Listed(IDictionary<string, string> pairs) => $"[{string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"))}]";

    private static void UseOAuth(SonetelAuthOptions options)
    {
        options.UseOAuth(new Uri("https://id.example.com/token"));
        (options.ClientId, options.ClientSecret) = ("c", "s");
    }
}
