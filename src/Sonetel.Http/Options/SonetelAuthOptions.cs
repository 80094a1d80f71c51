using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Sonetel.Http;

/// <summary>
/// The options of one account: who signs in, where and how. The defaults are Sonetel's, so a user name and
/// password are enough.
/// </summary>
/// <remarks>
/// Sonetel offers only the password grant, which RFC 9700 §2.4 says must not be used: keep the password in a secret
/// store, not in a file. <see cref="ToString"/> and the debugger show no secret.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(SonetelAuthOptionsDebugView))]
public sealed partial class SonetelAuthOptions
{
    /// <summary>The user's login, for <see cref="GrantType.Password"/> and <see cref="GrantType.Basic"/>.</summary>
    public string? Username { get; set; }

    /// <summary>The user's password; a secret.</summary>
    [JsonIgnore]
    public string? Password { get; set; }

    /// <summary>The OAuth client's id.</summary>
    /// <value>The default is <c>sonetel-api</c>, Sonetel's public client.</value>
    public string? ClientId { get; set; } = SonetelDefaults.ClientId;

    /// <summary>The OAuth client's secret.</summary>
    /// <value>
    /// The default is <c>sonetel-api</c>, which is public. Without a secret, the client id is sent in the body.
    /// </value>
    [JsonIgnore]
    public string? ClientSecret { get; set; } = SonetelDefaults.ClientId;

    /// <summary>The requested scopes, separated by spaces (RFC 6749 §3.3).</summary>
    /// <value>The default is <see langword="null"/>: no scope is sent.</value>
    public string? Scope { get; set; }

    /// <summary>The refresh token to start from, for <see cref="GrantType.RefreshToken"/>; a secret.</summary>
    [JsonIgnore]
    public string? RefreshToken { get; set; }

    /// <summary>The grant that the account signs in with when it has no refresh token.</summary>
    /// <value>The default is <see cref="GrantType.Password"/>.</value>
    public GrantType GrantType { get; set; }

    /// <summary>How token requests carry the client id and secret.</summary>
    /// <value>
    /// The default is <see cref="ClientAuthentication.BasicHeader"/>. With <see cref="ClientAuthentication.None"/>, any
    /// <see cref="ClientSecret"/> is a validation error, even the default one: set it to <see langword="null"/>.
    /// </value>
    public ClientAuthentication ClientAuthentication { get; set; }

    /// <summary>The format of a token request's body.</summary>
    /// <value>The default is <see cref="TokenRequestFormat.FormUrlEncoded"/>.</value>
    public TokenRequestFormat RequestFormat { get; set; }

    /// <summary>The format of a revocation request's body.</summary>
    /// <value>The default is <see langword="null"/>: the same as <see cref="RequestFormat"/>.</value>
    public TokenRequestFormat? RevocationFormat { get; set; }

    /// <summary>How the client id and secret are encoded in a Basic header.</summary>
    /// <value>The default is <see cref="BasicEncoding.FormUrlEncoded"/>.</value>
    public BasicEncoding BasicEncoding { get; set; }

    /// <summary>
    /// Additional parameters of each token request. A parameter with an empty value is not sent (RFC 6749 §3.2).
    /// </summary>
    /// <value>The default is <c>refresh=yes</c>, without which Sonetel issues no refresh token.</value>
    [JsonIgnore]
    public IDictionary<string, string> Parameters =>
        _parameters ??= new Dictionary<string, string>(SonetelDefaults.Parameters);

    /// <summary>
    /// Headers added to each token and revocation request, such as the <c>Origin</c> that Moov requires.
    /// </summary>
    /// <value>The default is empty.</value>
    [JsonIgnore]
    public IDictionary<string, string> TokenRequestHeaders =>
        _tokenRequestHeaders ??= new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Headers added to each request that carries a token, unless it has a header of the same name.</summary>
    /// <value>The default is empty.</value>
    /// <remarks>A redirect sends them to other hosts as well, so they must not contain secrets.</remarks>
    public IDictionary<string, string> RequestHeaders =>
        _requestHeaders ??= new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address that issues tokens: https, or http on loopback.</summary>
    /// <value>The default is <c>https://api.sonetel.com/SonetelAuth/beta/oauth/token</c>.</value>
    public Uri TokenEndpoint { get; set; } = SonetelDefaults.TokenEndpoint;

    /// <summary>The address that revokes tokens (RFC 7009): https, or http on loopback.</summary>
    /// <value>
    /// The default is <see langword="null"/>: revoking only forgets the account's tokens here and in the store.
    /// </value>
    public Uri? RevocationEndpoint { get; set; }

    /// <summary>
    /// The hosts that tokens may be sent to: <c>api.example.com</c>, <c>*.example.com</c> for any host below it, or
    /// <c>localhost:5001</c> for one port. An entry without a port allows the scheme's default port, and on
    /// loopback any port.
    /// </summary>
    /// <value>
    /// The default is <c>public-api.sonetel.com</c> and <c>api.sonetel.com</c>. A list in the configuration that is
    /// passed to <c>AddSonetelAuth</c> replaces the default; a call of <c>Bind</c> adds to it.
    /// </value>
    public IList<string> AllowedHosts => _allowedHosts ??= new List<string>(SonetelDefaults.AllowedHosts);

    /// <summary>How long before its expiry a token is renewed in the background.</summary>
    /// <value>
    /// The default is 5 minutes, at most 20 % of the lifetime. A random part of up to a tenth spreads
    /// a fleet's renewals.
    /// </value>
    /// <remarks>With an endpoint so slow that callers would have to wait, tokens are renewed earlier.</remarks>
    public TimeSpan RefreshAhead { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long before its expiry a token is no longer used.</summary>
    /// <value>The default is 30 seconds, at most 10 % of the lifetime.</value>
    /// <remarks>While renewals fail, a token is used until it expires.</remarks>
    public TimeSpan ExpirySkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a token request, including its response, may take, and how long callers wait for a token.
    /// </summary>
    /// <value>The default is 30 seconds.</value>
    /// <remarks>
    /// A request that carries the account's only refresh token continues for up to 5 minutes after its callers
    /// have given up.
    /// </remarks>
    public TimeSpan TokenRequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The lifetime of a token whose response has no <c>expires_in</c> and which is not a JWT with an expiry.
    /// </summary>
    /// <value>The default is one hour.</value>
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The pause after a failed token request; it doubles with each further failure.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan FailureBackoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest pause after failed token requests, unless the endpoint's <c>Retry-After</c> is longer.
    /// </summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan MaxFailureBackoff { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest pause between token requests after the endpoint has refused the account permanently, for example
    /// because of a wrong password.
    /// </summary>
    /// <value>
    /// The default is 15 minutes; the range is 1 millisecond to 1 day. The first three pauses are 5 seconds, 60 seconds
    /// and 12 minutes, unless this is shorter. That makes at most five sign-ins in half an hour, so that no server
    /// locks the user out. New options end a pause at once.
    /// </value>
    public TimeSpan RefusalBackoff { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The length, in bytes, up to which a body is recorded while it is sent, so that it can be sent again after a 401.
    /// </summary>
    /// <value>
    /// The default is 65,536 bytes; 0 disables recording. Bodies that are the same each time, such as text and seekable
    /// streams, need no recording.
    /// </value>
    public long MaxReplayBufferSize { get; set; } = 64 * 1024;

    /// <summary>
    /// Whether a body that is too long to be recorded is sent with <c>Expect: 100-continue</c> (RFC 9110 §10.1.1), so
    /// that a 401 is received before the body is sent.
    /// </summary>
    /// <value>
    /// The default is <see langword="true"/>. It applies to bodies of a known length over 1 MiB on HTTP/1.1, and
    /// never to gRPC.
    /// </value>
    public bool ExpectContinueForStreams { get; set; } = true;

    /// <summary>
    /// Whether renewals fail while the token store cannot be reached, instead of signing in for this process alone.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RequireTokenStore { get; set; }

    /// <summary>
    /// Decides whether a response other than a 401 refuses the token. Such a response is changed to a 401 and handled
    /// like one: the token is renewed, and the request is sent once more.
    /// </summary>
    /// <value>The default is <see langword="null"/>: only a 401 refuses the token.</value>
    /// <remarks>
    /// Sonetel's API reports some failures with status 200. The function is called, on any thread, for each response to
    /// a request that carries a token, and <c>HttpClient.Send</c> blocks until it completes. To read the body, it has
    /// to call <c>LoadIntoBufferAsync</c> first; otherwise the caller finds the body consumed. The caller receives the
    /// exceptions that it throws.
    /// </remarks>
    [JsonIgnore]
    public Func<HttpResponseMessage, CancellationToken, ValueTask<bool>>? IsRefusal { get; set; }

    // Created at the first access, because most of a hundred thousand accounts never change them. The library reads the
    // properties below, which create nothing.
    private Dictionary<string, string>? _parameters;
    private Dictionary<string, string>? _tokenRequestHeaders;
    private Dictionary<string, string>? _requestHeaders;
    private List<string>? _allowedHosts;

    internal IReadOnlyDictionary<string, string> ParametersOrDefault => _parameters ?? SonetelDefaults.Parameters;

    internal IReadOnlyDictionary<string, string> TokenRequestHeadersOrNone =>
        _tokenRequestHeaders ?? SonetelDefaults.NoHeaders;

    internal IReadOnlyDictionary<string, string> RequestHeadersOrNone => _requestHeaders ?? SonetelDefaults.NoHeaders;

    internal IReadOnlyList<string> AllowedHostsOrDefault =>
        _allowedHosts is { } hosts ? hosts : SonetelDefaults.AllowedHosts;

    /// <summary>Returns the grant and the token endpoint's host, but no secret.</summary>
    public override string ToString() => $"{GrantType} at {TokenEndpoint?.Host}";
}
