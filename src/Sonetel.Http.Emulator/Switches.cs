using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>What can be changed while the emulator runs. Each takes effect with the next request.</summary>
public sealed class Switches
{
    /// <summary>How long access tokens last; an hour by default.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long refresh tokens last; 30 days by default.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a token endpoint thinks.</summary>
    public TimeSpan TokenLatency { get; set; }

    /// <summary>What becomes of a used refresh token; <see cref="Rotation.RevokeOld"/> by default.</summary>
    public Rotation Rotation { get; set; } = Rotation.RevokeOld;

    /// <summary>The <c>expires_in</c> to answer instead of the system's own: any JSON value.</summary>
    public JsonNode? ExpiresIn { get; set; }

    /// <summary>Whether <c>expires_in</c> is sent: the system's own way where it is not set, which for Sonetel is not at all (wire.md §1.4).</summary>
    public bool? SendsExpiresIn { get; set; }

    /// <summary>The <c>token_type</c> to answer instead of the system's own, such as <c>opaque</c>.</summary>
    public string? TokenType { get; set; }

    /// <summary>Whether access tokens are opaque instead of JWTs.</summary>
    public bool OpaqueTokens { get; set; }

    /// <summary>How many characters of ballast an access token carries.</summary>
    public int TokenBallast { get; set; }

    /// <summary>How <c>exp</c> and <c>iat</c> are written.</summary>
    public JwtTimes JwtTimes { get; set; }

    /// <summary>The league/oauth2-server version that Passport speaks: 7, 8 or 9, the default.</summary>
    public int LeagueVersion { get; set; } = 9;

    /// <summary>The status of a successful revocation instead of the system's own: Keycloak's 200, Moov's 204.</summary>
    public int? RevocationStatus { get; set; }

    /// <summary>The challenge of a 401 from the API; <see langword="null"/> sends none.</summary>
    public string? Challenge { get; set; } = "Bearer error=\"invalid_token\"";

    /// <summary>Whether Moov's token endpoint and API demand <c>Origin</c> or <c>Referer</c>; they do by default.</summary>
    public bool DemandsOrigin { get; set; } = true;
}
