namespace Sonetel.Http;

/// <summary>The timestamps in one token's lifetime. Each of them is inclusive.</summary>
/// <param name="RenewAt">From here on, the token is renewed in the background.</param>
/// <param name="OutAt">From here on, callers wait for the next token, unless renewals fail.</param>
/// <param name="EndsAt">From here on, the token is expired.</param>
internal readonly record struct RenewalTimes(long RenewAt, long OutAt, long EndsAt)
{
    public static readonly RenewalTimes Past = new(long.MinValue, long.MinValue, long.MinValue);

    public static readonly RenewalTimes Never = new(long.MaxValue, long.MaxValue, long.MaxValue);

    /// <summary>Computes the timestamps of a token.</summary>
    /// <param name="from">The timestamp at which <paramref name="lifetime"/> begins.</param>
    /// <param name="lifetime">How long the token is valid.</param>
    /// <param name="options">The account's options.</param>
    /// <param name="jitter">0 to 1, drawn once per token.</param>
    /// <param name="frequency">Timestamps per second.</param>
    public static RenewalTimes For(
        long from, TimeSpan lifetime, SonetelAuthOptions options, double jitter, long frequency)
    {
        var seconds = lifetime.TotalSeconds;
        var spread = jitter / 10;
        var skew = Math.Min(options.ExpirySkew.TotalSeconds, seconds * 0.1);

        // At least RefreshAhead before the end, but never more than a fifth of the lifetime; jitter spreads a fleet.
        var ahead = Math.Min(options.RefreshAhead.TotalSeconds * (1 + spread), seconds * 0.2 * (1 - spread));

        return new RenewalTimes(
            from + Ticks(seconds - Math.Max(ahead, skew), frequency),
            from + Ticks(seconds - skew, frequency),
            from + Ticks(seconds, frequency));
    }

    /// <summary>
    /// Renews early enough for a token request that takes twice as long as the last one, but never in the first half of
    /// the lifetime. With short lifetimes and a slow endpoint, callers would wait if a fifth of the lifetime were kept.
    /// </summary>
    /// <param name="from">The timestamp at which the lifetime begins.</param>
    /// <param name="took">How long the last token request took, in timestamp ticks.</param>
    public RenewalTimes WithRoomFor(long from, long took)
    {
        var half = from + ((OutAt - from) / 2);
        return this with { RenewAt = Math.Min(RenewAt, Math.Max(OutAt - (2 * took), half)) };
    }

    private static long Ticks(double seconds, long frequency) => (long)(seconds * frequency);
}
