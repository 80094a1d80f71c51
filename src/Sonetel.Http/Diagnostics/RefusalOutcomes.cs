namespace Sonetel.Http;

/// <summary>How a request whose token was refused with 401 ended: the values of <c>sonetel.outcome</c>.</summary>
internal static class RefusalOutcomes
{
    /// <summary>The request was sent again with another token, which was not refused.</summary>
    public const string Renewed = "renewed";

    /// <summary>No other token was received, or a pause prevented the renewal.</summary>
    public const string NotRenewed = "not_renewed";

    /// <summary>The API's challenge said that another token would not help.</summary>
    public const string NotRenewable = "not_renewable";

    /// <summary>The request could not be sent again; the next request uses the renewed token.</summary>
    public const string NotReplayable = "not_replayable";

    /// <summary>A token that was issued for this request was refused.</summary>
    public const string NewTokenRefused = "new_token_refused";

    /// <summary>
    /// The request was sent again with a token that was issued for others, which was refused as well.
    /// </summary>
    public const string ReplayRefused = "replay_refused";
}
