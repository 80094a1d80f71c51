namespace Sonetel.Http.Emulator;

/// <summary>How a token's lifetime is told (wire.md §0, §6.3).</summary>
public enum ExpiresInForm
{
    /// <summary>The system's own way: Sonetel not at all, Moov a Unix time, the others seconds.</summary>
    Own,

    /// <summary>Not at all.</summary>
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
