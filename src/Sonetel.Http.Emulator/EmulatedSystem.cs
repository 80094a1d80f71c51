namespace Sonetel.Http.Emulator;

/// <summary>The systems that the emulator speaks, all at once, each at its own paths.</summary>
public enum EmulatedSystem
{
    /// <summary>Sonetel: Spring Security OAuth 2 (wire.md §1).</summary>
    Sonetel,

    /// <summary>sipgate: Keycloak, and Basic by personal access token (wire.md §2).</summary>
    Sipgate,

    /// <summary>Laravel Passport: league/oauth2-server (wire.md §3).</summary>
    Passport,

    /// <summary>Moov (wire.md §4).</summary>
    Moov,
}
