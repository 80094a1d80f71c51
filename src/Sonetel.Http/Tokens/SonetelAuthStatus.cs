namespace Sonetel.Http;

/// <summary>How an account is, as far as this process knows.</summary>
public sealed record SonetelAuthStatus
{
    /// <summary>When the access token expires.</summary>
    /// <value><see langword="null"/> where there is none.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From when on the next request renews the token in the background.</summary>
    /// <value><see langword="null"/> where there is no token, or nothing to renew.</value>
    public DateTimeOffset? RenewalDueAt { get; init; }

    /// <summary>When the next token request may be sent after one that failed.</summary>
    /// <value><see langword="null"/> where no pause holds.</value>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Whether a request that comes now goes out without waiting.</summary>
    public bool IsUsable { get; init; }

    /// <summary>Why the last renewal failed.</summary>
    /// <value><see langword="null"/> after one that succeeded, and before the first.</value>
    public SonetelAuthException? LastFailure { get; init; }

    /// <summary>How many callers wait for a token now.</summary>
    public int WaitingCallers { get; init; }
}
