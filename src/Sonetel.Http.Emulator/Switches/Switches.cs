using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>
/// Settings that can be changed while the emulator runs. A change takes effect with the next request.
/// </summary>
public sealed partial class Switches
{
    /// <summary>The lifetime of access tokens.</summary>
    /// <value>
    /// The default is the system's own: 24 hours for Sonetel, 5 minutes for sipgate, a year for Passport, 15
    /// minutes for Moov.
    /// </value>
    public TimeSpan? AccessTokenLifetime { get; set; }

    /// <summary>The lifetime of refresh tokens.</summary>
    /// <value>The default is 30 days.</value>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>What happens to a used refresh token.</summary>
    /// <value>The default is <see cref="Rotation.RevokeOld"/>.</value>
    public Rotation Rotation { get; set; } = Rotation.RevokeOld;

    /// <summary>
    /// Whether Sonetel issues a refresh token for a token request without <c>refresh</c> (wire.md §1.3, grade D).
    /// </summary>
    public bool RefreshByDefault { get; set; }

    /// <summary>Whether token responses contain a refresh token; without, a used one stays valid.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool SendsRefreshToken { get; set; } = true;

    /// <summary>Whether access tokens are opaque instead of JWTs.</summary>
    public bool OpaqueTokens { get; set; }

    /// <summary>The length of an additional claim that makes JWTs longer, in characters.</summary>
    public int TokenBallast { get; set; }

    /// <summary>The format of <c>exp</c> and <c>iat</c> in JWTs.</summary>
    public JwtTimes JwtTimes { get; set; }

    /// <summary>
    /// Whether <c>acc_id</c> is a string instead of a number in Sonetel's JWTs (wire.md §1.5 has both).
    /// </summary>
    public bool AccountIdAsText { get; set; }

    /// <summary>The format of <c>expires_in</c>.</summary>
    public ExpiresInForm ExpiresInForm { get; set; }

    /// <summary>The <c>expires_in</c> of token responses, regardless of the lifetime: any JSON value.</summary>
    public JsonNode? ExpiresIn { get; set; }

    // A client that receives no new refresh token keeps the old one (RFC 6749 §6).
    internal Rotation RotationInEffect => SendsRefreshToken ? Rotation : Rotation.Omit;
}
