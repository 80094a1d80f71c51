namespace Sonetel.Http;

public sealed partial class SonetelAuthOptions
{
    /// <summary>Sonetel: password grant as form, the public client, lifetimes from the JWT.</summary>
    public void UseSonetel(string username, string password)
    {
        Start(
            GrantType.Password, SonetelDefaults.TokenEndpoint, SonetelDefaults.AllowedHosts, SonetelDefaults.Parameters);
        (Username, Password) = (username, password);
        (ClientId, ClientSecret) = (SonetelDefaults.ClientId, SonetelDefaults.ClientId);
    }

    /// <summary>sipgate by personal access token: HTTP Basic on each request, nothing to acquire or renew.</summary>
    public void UseSipgate(string tokenId, string token)
    {
        Start(GrantType.Basic, SipgateTokenEndpoint, ["api.sipgate.com"]);
        (Username, Password) = (tokenId, token);
    }

    /// <summary>sipgate by OAuth: starts from a refresh token, which rotates with each renewal.</summary>
    /// <remarks>Keep the rotated token in a shared or durable store, or a restart begins with one that is
    /// spent.</remarks>
    public void UseSipgateOAuth(string clientId, string clientSecret, string refreshToken)
    {
        Start(GrantType.RefreshToken, SipgateTokenEndpoint, ["api.sipgate.com"]);
        (ClientId, ClientSecret, RefreshToken) = (clientId, clientSecret, refreshToken);
        ClientAuthentication = ClientAuthentication.RequestBody;
    }

    /// <summary>Laravel Passport on <paramref name="host"/>: password grant as JSON.</summary>
    /// <param name="host">A host name, or an address such as <c>https://dm.example.com</c>.</param>
    /// <param name="clientId">The password client's id.</param>
    /// <param name="clientSecret">The password client's secret.</param>
    /// <param name="username">The user's login.</param>
    /// <param name="password">The user's password.</param>
    /// <remarks>
    /// Requests get <c>Accept: application/json</c> where they have none, because Passport otherwise answers an expired
    /// token with a 302 to its
    /// login page.
    /// </remarks>
    public void UsePassport(string host, string clientId, string clientSecret, string username, string password)
    {
        ArgumentNullException.ThrowIfNull(host);
        var written = host.Contains("://", StringComparison.Ordinal) ? host : $"https://{host}";
        var isAddress = Uri.TryCreate($"{written.TrimEnd('/')}/oauth/token", UriKind.Absolute, out var endpoint);

        // What is no address is left to validation, which names the account.
        var tokenEndpoint = isAddress ? endpoint! : new Uri("/oauth/token", UriKind.Relative);
        Start(GrantType.Password, tokenEndpoint, [isAddress ? endpoint!.IdnHost : host]);
        (ClientId, ClientSecret, Username, Password) = (clientId, clientSecret, username, password);
        ClientAuthentication = ClientAuthentication.RequestBody;
        BasicEncoding = BasicEncoding.Raw;
        RequestFormat = TokenRequestFormat.Json;
        RequestHeaders["Accept"] = "application/json";
    }

    /// <summary>Moov: client credentials with <paramref name="scope"/>, revocation as JSON.</summary>
    /// <param name="clientId">The API key's public part.</param>
    /// <param name="clientSecret">The API key's secret part.</param>
    /// <param name="scope">The scopes, such as <c>/accounts.read /accounts.write</c>.</param>
    /// <remarks>
    /// Moov demands an <c>Origin</c> on token requests and API calls: set it in <see cref="TokenRequestHeaders"/> and
    /// <see cref="RequestHeaders"/> if
    /// <c>https://api.moov.io</c> is not among the key's allowed domains. <c>X-Moov-Version</c> goes into <see
    /// cref="RequestHeaders"/>.
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

    /// <summary>Any other OAuth server: client credentials until <see cref="GrantType"/> is set, and nothing of
    /// Sonetel's.</summary>
    /// <param name="tokenEndpoint">Where tokens come from.</param>
    /// <param name="allowedHosts">The API's hosts, as in <see cref="AllowedHosts"/>; at least one.</param>
    /// <remarks>
    /// Set <see cref="ClientId"/> and <see cref="ClientSecret"/> after it; for a public client or mutual TLS the client
    /// id and
    /// <see cref="ClientAuthentication.None"/>.
    /// </remarks>
    public void UseOAuth(Uri tokenEndpoint, params string[] allowedHosts)
    {
        ArgumentNullException.ThrowIfNull(tokenEndpoint);
        ArgumentNullException.ThrowIfNull(allowedHosts);
        Start(GrantType.ClientCredentials, tokenEndpoint, allowedHosts);
    }

    private static readonly Uri SipgateTokenEndpoint =
        new("https://login.sipgate.com/auth/realms/third-party/protocol/openid-connect/token");

    /// <summary>Clears what another preset, or Sonetel's defaults, may have left, so that no account signs in half as
    /// one system and half as
    /// another.</summary>
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

        // The defaults stay unmade where they are what is wanted.
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
