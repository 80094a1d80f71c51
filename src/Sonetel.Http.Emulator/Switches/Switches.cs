using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>What can be changed while the emulator runs. Each takes effect with the next request.</summary>
public sealed partial class Switches
{
    /// <summary>How long access tokens last.</summary>
    /// <value>The default is each system's own: Sonetel 24 hours,
    /// sipgate 5 minutes, Passport a year, Moov 15 minutes.</value>
    public TimeSpan? AccessTokenLifetime { get; set; }

    /// <summary>How long refresh tokens last.</summary>
    /// <value>The default is 30 days.</value>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>What becomes of a used refresh token.</summary>
    /// <value>The default is <see cref="Rotation.RevokeOld"/>.</value>
    public Rotation Rotation { get; set; } = Rotation.RevokeOld;

    /// <summary>Whether a token request to Sonetel without <c>refresh</c>
    /// gets a refresh token (wire.md §1.3, grade D).</summary>
    public bool RefreshByDefault { get; set; }

    /// <summary>Whether any answer holds a refresh token; a refresh then goes on with the old one.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool SendsRefreshToken { get; set; } = true;

    /// <summary>Whether access tokens are opaque instead of JWTs.</summary>
    public bool OpaqueTokens { get; set; }

    /// <summary>How many characters of ballast an access token carries.</summary>
    public int TokenBallast { get; set; }

    /// <summary>How <c>exp</c> and <c>iat</c> are written.</summary>
    public JwtTimes JwtTimes { get; set; }

    /// <summary>Whether Sonetel's JWTs hold <c>acc_id</c> as text
    /// instead of a number (wire.md §1.5 has both).</summary>
    public bool AccountIdAsText { get; set; }

    /// <summary>How <c>expires_in</c> is written.</summary>
    public ExpiresInForm ExpiresInForm { get; set; }

    /// <summary>The <c>expires_in</c> to answer whatever the lifetime is: any JSON value.</summary>
    public JsonNode? ExpiresIn { get; set; }

    // Who gets no new refresh token keeps the old one (RFC 6749 §6).
    internal Rotation RotationInEffect => SendsRefreshToken ? Rotation : Rotation.Omit;
}
