namespace Sonetel.Http.Emulator;

/// <summary>How a 429 announces the time of the next try (RFC 9110 §10.2.3; wire.md §4.3).</summary>
public enum RetryHint
{
    /// <summary><c>Retry-After: 30</c></summary>
    Seconds,

    /// <summary><c>Retry-After: Fri, 31 Dec 2027 23:59:59 GMT</c></summary>
    Date,

    /// <summary><c>X-Retry-In: 30000</c>, in milliseconds, as older versions of Moov send it.</summary>
    XRetryIn,

    /// <summary>No header.</summary>
    None,
}
