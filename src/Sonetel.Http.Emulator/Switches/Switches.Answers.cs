using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

public sealed partial class Switches
{
    /// <summary>The delay before a token endpoint responds.</summary>
    public TimeSpan TokenLatency { get; set; }

    /// <summary>
    /// Whether Sonetel's token response contains all of Spring's members (<c>expires_in</c>, <c>scope</c>, <c>jti</c>)
    /// instead of the three documented ones (wire.md §1.4, grade D).
    /// </summary>
    public bool SpringAnswer { get; set; }

    /// <summary>The <c>token_type</c> of token responses instead of the system's own, such as <c>opaque</c>.</summary>
    public string? TokenType { get; set; }

    /// <summary>
    /// The <c>scope</c> of token responses instead of the system's own: any JSON value, such as an array.
    /// </summary>
    public JsonNode? Scope { get; set; }

    /// <summary>Additional members of each token response.</summary>
    public JsonObject? MoreMembers { get; set; }

    /// <summary>Whether token responses begin with a byte order mark.</summary>
    public bool ByteOrderMark { get; set; }

    /// <summary>
    /// Whether a wrong client id or secret is refused in the framework's alternative way: with the body of Spring
    /// Boot instead of Spring Security, or with Keycloak's older 400 <c>invalid_client</c> instead of a 401
    /// (wire.md §1.7, §2.3).
    /// </summary>
    public bool OtherClientFailure { get; set; }

    /// <summary>Whether Sonetel requires its client's credentials (wire.md §8).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool DemandsClient { get; set; } = true;

    /// <summary>
    /// Whether users are locked out: Spring then responds with <c>invalid_grant</c>, even to the right password.
    /// </summary>
    public bool UsersAreLocked { get; set; }

    /// <summary>Whether sipgate accepts the client credentials grant (wire.md §2.3, grade D).</summary>
    public bool SipgateClientCredentials { get; set; }

    /// <summary>The version of league/oauth2-server in Passport: 7, 8 or 9.</summary>
    /// <value>The default is 9.</value>
    public int LeagueVersion { get; set; } = 9;

    /// <summary>The scopes that Passport accepts.</summary>
    /// <value>The default is <see langword="null"/>: any scope.</value>
    public IReadOnlyCollection<string>? PassportScopes { get; set; }

    /// <summary>Whether Moov's token endpoint and API require an <c>Origin</c> or <c>Referer</c> header.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool DemandsOrigin { get; set; } = true;

    /// <summary>The status of Moov's token endpoint if the origin is missing (wire.md §8).</summary>
    /// <value>The default is 400.</value>
    public int MissingOriginStatus { get; set; } = StatusCodes.Status400BadRequest;

    /// <summary>The status of a successful revocation.</summary>
    /// <value>The default is the system's own: 200 for Keycloak, 204 for Moov.</value>
    public int? RevocationStatus { get; set; }

    /// <summary>The status of the revocation of an unknown token (Moov: wire.md §4.4, grade D).</summary>
    /// <value>The default is the same as for a known token (RFC 7009 §2.2).</value>
    public int? UnknownTokenRevocationStatus { get; set; }
}
