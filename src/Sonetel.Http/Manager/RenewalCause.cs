namespace Sonetel.Http;

/// <summary>Why a renewal was started.</summary>
internal enum RenewalCause
{
    /// <summary>There was no token yet.</summary>
    Cold,

    /// <summary>The token is still valid, but due.</summary>
    Ahead,

    /// <summary>The token had run out.</summary>
    Expired,

    /// <summary>The API refused the token.</summary>
    Refused,

    /// <summary>A caller asked for a new token.</summary>
    Asked,

    /// <summary>A caller revoked the account's tokens: nothing is renewed, and no renewal may begin meanwhile.</summary>
    Revoked,
}
