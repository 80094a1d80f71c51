namespace Sonetel.Http;

/// <summary>Which stored token an account may use. Pure functions of their parameters.</summary>
internal static class StoredTokenRules
{
    private const double LeastPart = 0.05;

    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(2);

    /// <summary>How long the stored token still lasts, or null if it is not for this account to use.</summary>
    /// <param name="stored">The row's set.</param>
    /// <param name="current">The token that the account has, which is being renewed.</param>
    /// <param name="credentials">The fingerprint of the account's options.</param>
    /// <param name="now">The wall clock.</param>
    /// <param name="waited">
    /// How long ago this process first saw the claim under which the token came; null if it saw none.
    /// </param>
    public static TimeSpan? Remaining(
        TokenSet stored, AccessToken? current, string credentials, DateTimeOffset now, TimeSpan? waited)
    {
        if (stored.AccessToken is not { } token || token.Value == current?.Value || stored.Credentials != credentials)
        {
            return null;
        }

        var lifetime = Shorter(token.ExpiresAt - stored.AcquiredAt, TokenLifetime.Longest);
        var age = now - stored.AcquiredAt;

        // Another machine's wrong clock must neither lengthen the token's life, nor end that of one that was just
        // received.
        age = age < TimeSpan.Zero ? TimeSpan.Zero : age;
        age = waited is { } longest ? Shorter(age, longest) : age;
        var remaining = lifetime - age;
        return remaining > Shorter(lifetime * LeastPart, LeastTime) ? remaining : null;
    }

    /// <summary>Whether two sets are the same tokens, whoever has claimed or moved them since.</summary>
    public static bool AreSame(TokenSet first, TokenSet second) =>
        first.AccessToken?.Value == second.AccessToken?.Value && first.AcquiredAt == second.AcquiredAt;

    /// <summary>
    /// Whether this process's set goes back into a store that forgot it: the row shows less than this process has seen,
    /// and nothing newer.
    /// </summary>
    public static bool IsMissing(TokenSet? row, StoreKnowledge known) =>
        (row?.Generation ?? 0) < known.Generation
        && known.Newest is { } newest
        && (row is null || newest.AcquiredAt > row.AcquiredAt);

    private static TimeSpan Shorter(TimeSpan first, TimeSpan second) => first < second ? first : second;
}
