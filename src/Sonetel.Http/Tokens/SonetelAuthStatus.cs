namespace Sonetel.Http;

/// <summary>The status of an account in this process.</summary>
public sealed record SonetelAuthStatus
{
    /// <summary>When the access token expires.</summary>
    /// <value><see langword="null"/> if there is none.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time from which the next request renews the token in the background.</summary>
    /// <value><see langword="null"/> if there is no token, or it is never renewed.</value>
    public DateTimeOffset? RenewalDueAt { get; init; }

    /// <summary>When the next token request may be sent after a failed one.</summary>
    /// <value><see langword="null"/> if there is no pause.</value>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Whether a request is sent now without waiting for a token.</summary>
    public bool IsUsable { get; init; }

    /// <summary>The failure of the last renewal.</summary>
    /// <value><see langword="null"/> if it succeeded, or there was none yet.</value>
    public SonetelAuthException? LastFailure { get; init; }

    /// <summary>The number of callers that are waiting for a token.</summary>
    public int WaitingCallers { get; init; }
}
