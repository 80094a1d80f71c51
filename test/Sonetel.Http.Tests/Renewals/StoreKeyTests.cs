namespace Sonetel.Http.Tests.Renewals;

/// <summary>Which accounts share a row of a store, and which do not.</summary>
public sealed class StoreKeyTests
{
    // what changes → whether another row is used, by an account that can sign in and by one that has only its refresh token
    private static readonly TestCaseData[] Changes =
    [
        Case("TokenEndpoint", options => options.TokenEndpoint = new Uri("https://other.example.com/"), true, true),
        Case("ClientId", options => options.ClientId = "other", true, true),
        Case("RefreshToken", options => options.RefreshToken = "other", true, true),
        Case("ClientSecret", options => options.ClientSecret = "other", true, false),
        Case("Username", options => options.Username = "other", true, false),
        Case("Password", options => options.Password = "other", true, false),
        Case("Scope", options => options.Scope = "other", true, false),
        Case("Parameters", options => options.Parameters["audience"] = "other", true, false),
        Case("TokenRequestHeaders", options => options.TokenRequestHeaders["Origin"] = "other", true, false),
        Case("RequestHeaders", options => options.RequestHeaders["X"] = "other", false, false),
        Case("AllowedHosts", options => options.AllowedHosts.Add("other.example.com"), false, false),
        Case("RequestFormat", options => options.RequestFormat = TokenRequestFormat.Json, false, false),
        Case("ClientAuthentication", options => options.ClientAuthentication = ClientAuthentication.RequestBody, false, false),
        Case("RevocationEndpoint", options => options.RevocationEndpoint = new Uri("https://other.example.com/"), false, false),
        Case("RefreshAhead", options => options.RefreshAhead = TimeSpan.FromSeconds(1), false, false),
        Case("TokenRequestTimeout", options => options.TokenRequestTimeout = TimeSpan.FromSeconds(1), false, false),
        Case("RefusalBackoff", options => options.RefusalBackoff = TimeSpan.FromSeconds(1), false, false),
        Case("RequireTokenStore", options => options.RequireTokenStore = true, false, false),
    ];

    [TestCaseSource(nameof(Changes))]
    public void Whatever_decides_who_the_token_is_for_decides_the_row(Action<SonetelAuthOptions> change, bool ifItCanSignIn, bool ifItCannot)
    {
        Assert.That(Key(change, GrantType.Password) != Key(_ => { }, GrantType.Password), Is.EqualTo(ifItCanSignIn));
        Assert.That(Key(change, GrantType.RefreshToken) != Key(_ => { }, GrantType.RefreshToken), Is.EqualTo(ifItCannot));
    }

    [Test]
    public void A_key_is_the_account_s_name_and_16_hex_digits([Values(GrantType.Password, GrantType.ClientCredentials, GrantType.RefreshToken)] GrantType grant) =>
        Assert.That(Key(_ => { }, grant), Does.Match("^tenant@[0-9A-F]{16}$"));

    [Test]
    public void Two_names_are_two_rows() =>
        Assert.That(new AccountSettings("a", Options(_ => { }, GrantType.Password)).Key, Does.Not.Contain(new AccountSettings("b", Options(_ => { }, GrantType.Password)).Key));

    [Test]
    public void What_stands_in_one_option_is_not_taken_for_another_s()
    {
        var first = Key(options => (options.Username, options.ClientId) = ("ab", "c"), GrantType.Password);
        var second = Key(options => (options.Username, options.ClientId) = ("a", "bc"), GrantType.Password);

        Assert.That(first, Is.Not.EqualTo(second));
    }

    [Test]
    public void The_order_of_parameters_does_not_count()
    {
        var first = Key(options => (options.Parameters["a"], options.Parameters["b"]) = ("1", "2"), GrantType.Password);
        var second = Key(options => (options.Parameters["b"], options.Parameters["a"]) = ("2", "1"), GrantType.Password);

        Assert.That(first, Is.EqualTo(second));
    }

    private static TestCaseData Case(string name, Action<SonetelAuthOptions> change, bool ifItCanSignIn, bool ifItCannot) =>
        new TestCaseData(change, ifItCanSignIn, ifItCannot).SetArgDisplayNames(name, $"{ifItCanSignIn}", $"{ifItCannot}");

    private static string Key(Action<SonetelAuthOptions> change, GrantType grant) => new AccountSettings("tenant", Options(change, grant)).Key;

    private static SonetelAuthOptions Options(Action<SonetelAuthOptions> change, GrantType grant)
    {
        var options = new SonetelAuthOptions
        {
            GrantType = grant,
            Username = "user",
            Password = "password-0",
            ClientId = "client",
            ClientSecret = "secret",
            RefreshToken = "given",
            TokenEndpoint = new Uri("https://login.example.com/token"),
        };
        change(options);
        return options;
    }
}
