namespace Sonetel.Http.Emulator;

public sealed partial class Switches
{
    /// <summary>The delay before an API responds.</summary>
    public TimeSpan ApiLatency { get; set; }

    /// <summary>The challenge of an API's 401; <see langword="null"/> for none.</summary>
    /// <value>The default is <c>Bearer error="invalid_token"</c>.</value>
    public string? Challenge { get; set; } = "Bearer error=\"invalid_token\"";

    /// <summary>The JSON body of an API's 401; Passport has its own (wire.md §2.2, §4.3, grade D).</summary>
    /// <value>The default is <see langword="null"/>: no body.</value>
    public string? UnauthorizedBody { get; set; }

    /// <summary>
    /// Whether Sonetel's API refuses a token with 200 and <c>"status":"failed"</c> instead of 401 (wire.md
    /// §1.8, grade D).
    /// </summary>
    public bool HidesUnauthorized { get; set; }

    /// <summary>
    /// Whether the account has a balance; without, Sonetel's call-back responds with 403 and sipgate's SMS with 402.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool HasBalance { get; set; } = true;

    /// <summary>The rate limit of token requests.</summary>
    /// <value>
    /// The default is the system's own: 60 per minute for Passport, 40 per second for Moov, none for the others.
    /// </value>
    public RateLimit? TokenRateLimit { get; set; }

    /// <summary>How a 429 announces the time of the next try.</summary>
    public RetryHint RetryHint { get; set; }
}
