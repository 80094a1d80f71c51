namespace Sonetel.Http.Emulator;

/// <summary>The emulated systems. All are available at the same time, each at its own paths.</summary>
public enum EmulatedSystem
{
    /// <summary>Sonetel: Spring Security OAuth 2 (wire.md §1).</summary>
    Sonetel,

    /// <summary>sipgate: Keycloak, and Basic with a personal access token (wire.md §2).</summary>
    Sipgate,

    /// <summary>Laravel Passport: league/oauth2-server (wire.md §3).</summary>
    Passport,

    /// <summary>Moov (wire.md §4).</summary>
    Moov,
}
