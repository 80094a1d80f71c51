namespace Sonetel.Http;

/// <summary>
/// The outcome of a failed token request. It decides whether the request may be sent again, and whether its refresh
/// token counts as used.
/// </summary>
internal enum TokenRequestOutcome
{
    /// <summary>The request did not reach the endpoint.</summary>
    NotSent,

    /// <summary>The endpoint refused the request permanently, possibly by an error code in a 200.</summary>
    Refused,

    /// <summary>
    /// The endpoint could not process the request: a complete 408, 425, 500, 501 or 503, or an error code
    /// with that meaning.
    /// </summary>
    Unavailable,

    /// <summary>The endpoint received too many requests: 429.</summary>
    Throttled,

    /// <summary>
    /// The endpoint may have processed the request: there was no usable response, or one of a gateway (502, 504).
    /// </summary>
    Unknown,
}
