namespace Sonetel.Http;

/// <summary>What is known of a token request that gave no token: whether it may be sent again, and whether a refresh
/// token in it may be used up.</summary>
internal enum TokenRequestOutcome
{
    /// <summary>Nothing of it reached the endpoint.</summary>
    NotSent,

    /// <summary>The endpoint refused it for good, also with an error code in a 200.</summary>
    Refused,

    /// <summary>The endpoint could not carry it out: a complete 408, 425, 500, 501 or 503, or an error code that says
    /// the same.</summary>
    Unavailable,

    /// <summary>The endpoint has had too many requests: 429.</summary>
    Throttled,

    /// <summary>It may have been carried out: no usable response came, or one of a gateway that lost the
    /// endpoint.</summary>
    Unknown,
}
