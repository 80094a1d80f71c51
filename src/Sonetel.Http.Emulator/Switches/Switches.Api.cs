namespace Sonetel.Http.Emulator;

public sealed partial class Switches
{
    /// <summary>How long an API thinks.</summary>
    public TimeSpan ApiLatency { get; set; }

    /// <summary>The challenge of a 401 from the API.</summary>
    /// <value>The default is <c>Bearer error="invalid_token"</c>; <see langword="null"/> sends none.</value>
    public string? Challenge { get; set; } = "Bearer error=\"invalid_token\"";

    /// <summary>The body of a 401 from the API, in JSON; Passport has its own (wire.md §2.2, §4.3, grade D).</summary>
    /// <value>The default is <see langword="null"/>: no body.</value>
    public string? UnauthorizedBody { get; set; }

    /// <summary>Whether Sonetel's API answers a dead token with 200 and <c>"status":"failed"</c> instead of 401
    /// (wire.md §1.8, grade D).</summary>
    public bool HidesUnauthorized { get; set; }

    /// <summary>Whether there is money: without, Sonetel's call-back answers 403 and sipgate's SMS 402.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool HasBalance { get; set; } = true;

    /// <summary>How many token requests are taken in a time.</summary>
    /// <value>The default is each system's own: Passport 60 a minute, Moov 40 a second, the others any number.</value>
    public RateLimit? TokenRateLimit { get; set; }

    /// <summary>How a refusal for too many requests says when to come again.</summary>
    public RetryHint RetryHint { get; set; }
}
