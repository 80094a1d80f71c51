namespace Sonetel.Http;

/// <summary>Decides which stored tokens an account may use. Pure functions.</summary>
internal static class StoredTokenRules
{
    private const double LeastPart = 0.05;

    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(2);

    /// <summary>Returns how long the stored token is still valid, or null if the account must not use it.</summary>
    /// <param name="stored">The row's set.</param>
    /// <param name="known">
    /// The token that this process last wrote or adopted: it is the one being renewed, or older than that.
    /// </param>
    /// <param name="credentials">The fingerprint of the account's options.</param>
    /// <param name="now">The wall clock.</param>
    /// <param name="waited">
    /// How long ago this process first saw the claim that the token was received under; null if it saw none.
    /// </param>
    public static TimeSpan? Remaining(
        TokenSet stored, AccessToken? known, string credentials, DateTimeOffset now, TimeSpan? waited)
    {
        if (stored.AccessToken is not { } token || token.Value == known?.Value || stored.Credentials != credentials)
        {
            return null;
        }

        var lifetime = Shorter(token.ExpiresAt - stored.AcquiredAt, TokenLifetime.Longest);
        var age = now - stored.AcquiredAt;

        // Another machine's wrong clock must neither extend the token's lifetime nor expire a token that
        // was just received.
        age = age < TimeSpan.Zero ? TimeSpan.Zero : age;
        age = waited is { } longest ? Shorter(age, longest) : age;
        var remaining = lifetime - age;
        return remaining > Shorter(lifetime * LeastPart, LeastTime) ? remaining : null;
    }

    /// <summary>Whether two sets contain the same tokens, regardless of claims and generations.</summary>
    public static bool AreSame(TokenSet first, TokenSet second) =>
        first.AccessToken?.Value == second.AccessToken?.Value && first.AcquiredAt == second.AcquiredAt;

    /// <summary>
    /// Whether the store lost this process's newest set: the row's generation is lower than one this process has seen,
    /// and the row holds nothing newer.
    /// </summary>
    public static bool IsMissing(TokenSet? row, StoreKnowledge known) =>
        (row?.Generation ?? 0) < known.Generation
        && known.Newest is { } newest
        && (row is null || newest.AcquiredAt > row.AcquiredAt);

    private static TimeSpan Shorter(TimeSpan first, TimeSpan second) => first < second ? first : second;
}
