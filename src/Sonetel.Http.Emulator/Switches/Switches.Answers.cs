using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

public sealed partial class Switches
{
    /// <summary>How long a token endpoint thinks.</summary>
    public TimeSpan TokenLatency { get; set; }

    /// <summary>Whether Sonetel's answer holds all that Spring writes (<c>expires_in</c>, <c>scope</c>, <c>jti</c>)
    /// instead of the documented three members (wire.md §1.4, grade D).</summary>
    public bool SpringAnswer { get; set; }

    /// <summary>The <c>token_type</c> to answer instead of the system's own, such as <c>opaque</c>.</summary>
    public string? TokenType { get; set; }

    /// <summary>The <c>scope</c> to answer instead of the system's own: any JSON value, such as an array.</summary>
    public JsonNode? Scope { get; set; }

    /// <summary>Members that no one knows, put into each token answer.</summary>
    public JsonObject? MoreMembers { get; set; }

    /// <summary>Whether answers begin with a byte order mark.</summary>
    public bool ByteOrderMark { get; set; }

    /// <summary>Whether a client's wrong id or secret is answered the framework's other way: Spring Boot's body instead
    /// of Spring Security's, Keycloak's older 400 <c>invalid_client</c> instead of 401 (wire.md §1.7, §2.3).</summary>
    public bool OtherClientFailure { get; set; }

    /// <summary>Whether Sonetel asks for its client at all (wire.md §8).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool DemandsClient { get; set; } = true;

    /// <summary>Whether the users are locked out: Spring then answers
    /// <c>invalid_grant</c> to the right password too.</summary>
    public bool UsersAreLocked { get; set; }

    /// <summary>Whether sipgate takes the client credentials grant (wire.md §2.3, grade D).</summary>
    public bool SipgateClientCredentials { get; set; }

    /// <summary>The league/oauth2-server version that Passport speaks: 7, 8 or 9.</summary>
    /// <value>The default is 9.</value>
    public int LeagueVersion { get; set; } = 9;

    /// <summary>The scopes that Passport knows; any other is refused.</summary>
    /// <value>The default is <see langword="null"/>: it knows all.</value>
    public IReadOnlyCollection<string>? PassportScopes { get; set; }

    /// <summary>Whether Moov's token endpoint and API demand <c>Origin</c> or <c>Referer</c>.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool DemandsOrigin { get; set; } = true;

    /// <summary>The status of Moov's token endpoint where the origin is missing (wire.md §8).</summary>
    /// <value>The default is 400.</value>
    public int MissingOriginStatus { get; set; } = StatusCodes.Status400BadRequest;

    /// <summary>The status of a successful revocation.</summary>
    /// <value>The default is each system's own: Keycloak's 200, Moov's 204.</value>
    public int? RevocationStatus { get; set; }

    /// <summary>The status of revoking a token that is not known (Moov: wire.md §4.4, grade D).</summary>
    /// <value>The default is the same as for a known one, as RFC 7009 §2.2 has it.</value>
    public int? UnknownTokenRevocationStatus { get; set; }
}
