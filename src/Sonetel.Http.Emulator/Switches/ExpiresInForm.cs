namespace Sonetel.Http.Emulator;

/// <summary>The format of <c>expires_in</c> (wire.md §0, §6.3).</summary>
public enum ExpiresInForm
{
    /// <summary>The system's format: none for Sonetel, a Unix time for Moov, seconds for the others.</summary>
    Own,

    /// <summary>No <c>expires_in</c>.</summary>
    Missing,

    /// <summary><c>3600</c></summary>
    Seconds,

    /// <summary><c>"3600"</c></summary>
    Text,

    /// <summary><c>3600.5</c></summary>
    Fraction,

    /// <summary><c>1736964352</c>, the time of expiry.</summary>
    UnixTime,
}
