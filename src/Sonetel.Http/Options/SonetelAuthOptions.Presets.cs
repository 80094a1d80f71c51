namespace Sonetel.Http;

public sealed partial class SonetelAuthOptions
{
    /// <summary>Configures Sonetel: the password grant as a form, with Sonetel's public client.</summary>
    public void UseSonetel(string username, string password)
    {
        Start(
            GrantType.Password, SonetelDefaults.TokenEndpoint, SonetelDefaults.AllowedHosts, SonetelDefaults.Parameters);
        (Username, Password) = (username, password);
        (ClientId, ClientSecret) = (SonetelDefaults.ClientId, SonetelDefaults.ClientId);
    }

    /// <summary>
    /// Configures sipgate with a personal access token: HTTP Basic on each request, no token requests.
    /// </summary>
    public void UseSipgate(string tokenId, string token)
    {
        Start(GrantType.Basic, SipgateTokenEndpoint, ["api.sipgate.com"]);
        (Username, Password) = (tokenId, token);
    }

    /// <summary>Configures sipgate with OAuth: starts from a refresh token, which rotates with each renewal.</summary>
    /// <remarks>
    /// Use a durable token store. Otherwise a restarted process begins with the configured refresh token, which
    /// is already used.
    /// </remarks>
    public void UseSipgateOAuth(string clientId, string clientSecret, string refreshToken)
    {
        Start(GrantType.RefreshToken, SipgateTokenEndpoint, ["api.sipgate.com"]);
        (ClientId, ClientSecret, RefreshToken) = (clientId, clientSecret, refreshToken);
        ClientAuthentication = ClientAuthentication.RequestBody;
    }

    /// <summary>Configures Laravel Passport on <paramref name="host"/>: the password grant as JSON.</summary>
    /// <param name="host">A host name, or an address such as <c>https://dm.example.com</c>.</param>
    /// <param name="clientId">The password client's id.</param>
    /// <param name="clientSecret">The password client's secret.</param>
    /// <param name="username">The user's login.</param>
    /// <param name="password">The user's password.</param>
    /// <remarks>
    /// Requests without an <c>Accept</c> header get <c>Accept: application/json</c>, because Passport otherwise
    /// responds to an expired token with a redirect to its login page.
    /// </remarks>
    public void UsePassport(string host, string clientId, string clientSecret, string username, string password)
    {
        ArgumentNullException.ThrowIfNull(host);
        var written = host.Contains("://", StringComparison.Ordinal) ? host : $"https://{host}";
        var isAddress = Uri.TryCreate($"{written.TrimEnd('/')}/oauth/token", UriKind.Absolute, out var endpoint);

        // An invalid address is reported by validation, which names the account.
        var tokenEndpoint = isAddress ? endpoint! : new Uri("/oauth/token", UriKind.Relative);
        Start(GrantType.Password, tokenEndpoint, [isAddress ? endpoint!.IdnHost : host]);
        (ClientId, ClientSecret, Username, Password) = (clientId, clientSecret, username, password);
        ClientAuthentication = ClientAuthentication.RequestBody;
        BasicEncoding = BasicEncoding.Raw;
        RequestFormat = TokenRequestFormat.Json;
        RequestHeaders["Accept"] = "application/json";
    }

    /// <summary>Configures Moov: client credentials with <paramref name="scope"/>, and revocation as JSON.</summary>
    /// <param name="clientId">The API key's public part.</param>
    /// <param name="clientSecret">The API key's secret part.</param>
    /// <param name="scope">The scopes, such as <c>/accounts.read /accounts.write</c>.</param>
    /// <remarks>
    /// Moov requires an <c>Origin</c> header on token requests and API calls. The default is
    /// <c>https://api.moov.io</c>; if it is not among the API key's allowed domains, set <c>Origin</c>
    /// in <see cref="TokenRequestHeaders"/> and <see cref="RequestHeaders"/>. Set <c>X-Moov-Version</c>
    /// in <see cref="RequestHeaders"/>.
    /// </remarks>
    public void UseMoov(string clientId, string clientSecret, string scope)
    {
        Start(GrantType.ClientCredentials, new Uri("https://api.moov.io/oauth2/token"), ["api.moov.io"]);
        (ClientId, ClientSecret, Scope) = (clientId, clientSecret, scope ?? string.Empty);
        RevocationEndpoint = new Uri("https://api.moov.io/oauth2/revoke");
        RevocationFormat = TokenRequestFormat.Json;
        TokenRequestHeaders["Origin"] = "https://api.moov.io";
        RequestHeaders["Origin"] = "https://api.moov.io";
    }

    /// <summary>
    /// Configures any other OAuth server, with the client credentials grant unless <see cref="GrantType"/>
    /// is set afterwards.
    /// </summary>
    /// <param name="tokenEndpoint">The address that issues tokens.</param>
    /// <param name="allowedHosts">The API's hosts, as in <see cref="AllowedHosts"/>; at least one.</param>
    /// <remarks>
    /// All of Sonetel's defaults are removed. Set <see cref="ClientId"/> and <see cref="ClientSecret"/> after this
    /// call; for a public client or mutual TLS, set <see cref="ClientId"/> and <see cref="ClientAuthentication.None"/>.
    /// </remarks>
    public void UseOAuth(Uri tokenEndpoint, params string[] allowedHosts)
    {
        ArgumentNullException.ThrowIfNull(tokenEndpoint);
        ArgumentNullException.ThrowIfNull(allowedHosts);
        Start(GrantType.ClientCredentials, tokenEndpoint, allowedHosts);
    }

    private static readonly Uri SipgateTokenEndpoint =
        new("https://login.sipgate.com/auth/realms/third-party/protocol/openid-connect/token");

    /// <summary>
    /// Resets all options of the system, so that no value of Sonetel's defaults or of another preset is left.
    /// </summary>
    private void Start(
        GrantType grantType, Uri tokenEndpoint, string[] allowedHosts, Dictionary<string, string>? parameters = null)
    {
        GrantType = grantType;
        TokenEndpoint = tokenEndpoint;
        (Username, Password, ClientId, ClientSecret, Scope, RefreshToken) = (null, null, null, null, null, null);
        (ClientAuthentication, RequestFormat, BasicEncoding) = (default, default, default);
        (RevocationEndpoint, RevocationFormat) = (null, null);
        _tokenRequestHeaders?.Clear();
        _requestHeaders?.Clear();

        // Sonetel's preset keeps the shared defaults and creates no collections of its own.
        if (_parameters is not null || parameters != SonetelDefaults.Parameters)
        {
            Parameters.Clear();
            parameters?.ToList().ForEach(parameter => Parameters.Add(parameter));
        }

        if (_allowedHosts is not null || allowedHosts != SonetelDefaults.AllowedHosts)
        {
            AllowedHosts.Clear();
            Array.ForEach(allowedHosts, AllowedHosts.Add);
        }
    }
}
