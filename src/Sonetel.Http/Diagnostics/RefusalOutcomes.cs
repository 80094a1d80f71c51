namespace Sonetel.Http;

/// <summary>What became of a request whose token was answered with 401: the values of <c>sonetel.outcome</c>.</summary>
internal static class RefusalOutcomes
{
    /// <summary>It was sent again with another token, which was not refused.</summary>
    public const string Renewed = "renewed";

    /// <summary>No other token came, or a pause keeps it from being asked for.</summary>
    public const string NotRenewed = "not_renewed";

    /// <summary>The API's challenge says that another token would not help.</summary>
    public const string NotRenewable = "not_renewable";

    /// <summary>It cannot be sent again; the next request gets the renewed token.</summary>
    public const string NotReplayable = "not_replayable";

    /// <summary>A token that had been issued for this request was refused.</summary>
    public const string NewTokenRefused = "new_token_refused";

    /// <summary>It was sent again with a token that others had received, which was refused as well.</summary>
    public const string ReplayRefused = "replay_refused";
}
