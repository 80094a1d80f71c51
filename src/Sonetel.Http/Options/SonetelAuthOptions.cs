using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Sonetel.Http;

/// <summary>Who signs in, where and how. The defaults are Sonetel's, so that user name and password are
/// enough.</summary>
/// <remarks>
/// Sonetel offers the password grant only, which RFC 9700 §2.4 says must not be used: keep the password in a secret
/// store, not in a file.
/// <see cref="ToString"/> and the debugger show no value of it.
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

    /// <summary>The client that asks for the token.</summary>
    /// <value>The default is <c>sonetel-api</c>, which is public and the same for everybody.</value>
    public string? ClientId { get; set; } = SonetelDefaults.ClientId;

    /// <summary>The client's secret.</summary>
    /// <value>The default is <c>sonetel-api</c>, which is public. Without one, the client id goes into the body
    /// alone.</value>
    [JsonIgnore]
    public string? ClientSecret { get; set; } = SonetelDefaults.ClientId;

    /// <summary>The scopes asked for, space-separated (RFC 6749 §3.3).</summary>
    public string? Scope { get; set; }

    /// <summary>The refresh token to start from, for <see cref="GrantType.RefreshToken"/>; a secret.</summary>
    [JsonIgnore]
    public string? RefreshToken { get; set; }

    /// <summary>How the account signs in when it has no refresh token to use.</summary>
    /// <value>The default is <see cref="GrantType.Password"/>.</value>
    public GrantType GrantType { get; set; }

    /// <summary>Where client id and secret stand.</summary>
    /// <value>
    /// The default is <see cref="ClientAuthentication.BasicHeader"/>. With <see cref="ClientAuthentication.None"/>, a
    /// <see cref="ClientSecret"/>
    /// is an error, the default one too: set it to <see langword="null"/>.
    /// </value>
    public ClientAuthentication ClientAuthentication { get; set; }

    /// <summary>How the body of a token request is written.</summary>
    /// <value>The default is <see cref="TokenRequestFormat.FormUrlEncoded"/>.</value>
    public TokenRequestFormat RequestFormat { get; set; }

    /// <summary>How the body of a revocation request is written.</summary>
    /// <value>The default is <see langword="null"/>, which is as <see cref="RequestFormat"/> says.</value>
    public TokenRequestFormat? RevocationFormat { get; set; }

    /// <summary>How client id and secret are encoded for Basic.</summary>
    /// <value>The default is <see cref="BasicEncoding.FormUrlEncoded"/>.</value>
    public BasicEncoding BasicEncoding { get; set; }

    /// <summary>Parameters sent along in each token request; one with an empty value is left out (RFC 6749
    /// §3.2).</summary>
    /// <value>The default is <c>refresh=yes</c>, without which Sonetel gives no refresh token.</value>
    [JsonIgnore]
    public IDictionary<string, string> Parameters =>
        _parameters ??= new Dictionary<string, string>(SonetelDefaults.Parameters);

    /// <summary>Headers sent along in each token and revocation request, such as the <c>Origin</c> that Moov
    /// demands.</summary>
    [JsonIgnore]
    public IDictionary<string, string> TokenRequestHeaders =>
        _tokenRequestHeaders ??= new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Headers added to each request that gets a token, where the request has none of that name.</summary>
    /// <remarks>A redirect carries them along, to a foreign host too: put no secret into them.</remarks>
    public IDictionary<string, string> RequestHeaders =>
        _requestHeaders ??= new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where tokens come from; https, or http on a loopback address.</summary>
    /// <value>The default is <c>https://api.sonetel.com/SonetelAuth/beta/oauth/token</c>.</value>
    public Uri TokenEndpoint { get; set; } = SonetelDefaults.TokenEndpoint;

    /// <summary>Where tokens are revoked (RFC 7009); without it, revoking forgets the token on this side
    /// only.</summary>
    public Uri? RevocationEndpoint { get; set; }

    /// <summary>
    /// The hosts that a token may go to: <c>api.example.com</c>, <c>*.example.com</c> for any host below it, or
    /// <c>localhost:5001</c> for one port. Without a port the scheme's own is meant, on loopback any.
    /// </summary>
    /// <value>
    /// The default is <c>public-api.sonetel.com</c> and <c>api.sonetel.com</c>. A list in the configuration that
    /// <c>AddSonetelAuth</c> is given
    /// replaces the default; your own call of <c>Bind</c> adds to it.
    /// </value>
    public IList<string> AllowedHosts => _allowedHosts ??= new List<string>(SonetelDefaults.AllowedHosts);

    /// <summary>How long before its expiry a token is renewed in the background.</summary>
    /// <value>
    /// The default is 5 minutes; never over 20 % of the lifetime, unless the endpoint is so slow that callers would
    /// have to wait. Up to a tenth
    /// is added at random, so that a fleet spreads.
    /// </value>
    public TimeSpan RefreshAhead { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long before its expiry a token is no longer used.</summary>
    /// <value>The default is 30 seconds; never over 10 % of the lifetime.</value>
    public TimeSpan ExpirySkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one token request may take, answer included.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan TokenRequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The lifetime of a token that does not tell its own, neither by <c>expires_in</c> nor as a
    /// JWT.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long after a failed token request none is sent; doubled with each further failure.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan FailureBackoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause after failed token requests, unless the endpoint's <c>Retry-After</c> asks for
    /// more.</summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan MaxFailureBackoff { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest pause between tries once the endpoint has refused the account for good, by a wrong password for
    /// example.
    /// </summary>
    /// <value>
    /// The default is 15 minutes, from 1 millisecond to 1 day. The first three pauses are 5 seconds, 60 seconds and 12
    /// minutes, unless this is shorter: at most five sign-ins in half an hour, so that no server locks the user out.
    /// New options end a pause at once.
    /// </value>
    public TimeSpan RefusalBackoff { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The longest body, in bytes, that is recorded while it is sent, so that it can be sent again after a 401.
    /// </summary>
    /// <value>
    /// The default is 65,536 bytes; 0 records none. Bodies that are the same each time, such as text and seekable
    /// streams, need no record.
    /// </value>
    public long MaxReplayBufferSize { get; set; } = 64 * 1024;

    /// <summary>
    /// Whether a body that is too long to be recorded goes out with <c>Expect: 100-continue</c> (RFC 9110 §10.1.1), so
    /// that a 401 comes before it is spent.
    /// </summary>
    /// <value>
    /// The default is <see langword="true"/>; only for a body of known length over 1 MiB on HTTP/1.1, and never for
    /// gRPC.
    /// </value>
    public bool ExpectContinueForStreams { get; set; } = true;

    /// <summary>Whether a token store that cannot be reached fails the request, instead of letting the process go on
    /// alone.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RequireTokenStore { get; set; }

    /// <summary>Says of an answer other than a 401 that it refuses the token all the same. It then is a 401: for the
    /// handler, which renews and
    /// sends once more, and for the caller.</summary>
    /// <value>The default is <see langword="null"/>: an answer is what its status says.</value>
    /// <remarks>
    /// Sonetel's API tells failures with status 200. The function is asked about each answer to a request that carries
    /// a token, from any
    /// thread; <c>HttpClient.Send</c> blocks its thread until it knows. It may read the body after
    /// <c>LoadIntoBufferAsync</c>, else nothing of
    /// it is left for the caller, who also gets what it throws.
    /// </remarks>
    [JsonIgnore]
    public Func<HttpResponseMessage, CancellationToken, ValueTask<bool>>? IsRefusal { get; set; }

    // Made when someone asks to change them: most of a hundred thousand accounts never do. What the library itself
    // reads is below.
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

    /// <summary>Names the account's endpoint and grant, and no value that could be a secret.</summary>
    public override string ToString() => $"{GrantType} at {TokenEndpoint?.Host}";
}
