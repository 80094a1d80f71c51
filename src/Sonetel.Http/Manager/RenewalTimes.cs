namespace Sonetel.Http;

/// <summary>The timestamps of one token's life. All boundaries are inclusive.</summary>
/// <param name="RenewAt">From here on the token is renewed in the background.</param>
/// <param name="OutAt">From here on callers wait for the next one, unless renewals fail.</param>
/// <param name="EndsAt">From here on it is expired.</param>
internal readonly record struct RenewalTimes(long RenewAt, long OutAt, long EndsAt)
{
    public static readonly RenewalTimes Past = new(long.MinValue, long.MinValue, long.MinValue);

    public static readonly RenewalTimes Never = new(long.MaxValue, long.MaxValue, long.MaxValue);

    /// <summary>Computes them from when the token was requested.</summary>
    /// <param name="from">The timestamp that <paramref name="lifetime"/> counts from.</param>
    /// <param name="lifetime">How long the token lasts.</param>
    /// <param name="options">Where <c>RefreshAhead</c> and <c>ExpirySkew</c> stand.</param>
    /// <param name="jitter">0 to 1, drawn once per token.</param>
    /// <param name="frequency">Timestamps per second.</param>
    public static RenewalTimes For(
        long from, TimeSpan lifetime, SonetelAuthOptions options, double jitter, long frequency)
    {
        var seconds = lifetime.TotalSeconds;
        var spread = jitter / 10;
        var skew = Math.Min(options.ExpirySkew.TotalSeconds, seconds * 0.1);

        // Never later than RefreshAhead, never over a fifth of the lifetime; each token of a fleet a little elsewhere
        // between.
        var ahead = Math.Min(options.RefreshAhead.TotalSeconds * (1 + spread), seconds * 0.2 * (1 - spread));

        return new RenewalTimes(
            from + Ticks(seconds - Math.Max(ahead, skew), frequency),
            from + Ticks(seconds - skew, frequency),
            from + Ticks(seconds, frequency));
    }

    /// <summary>
    /// Leaves room for a renewal that takes twice as long as the last one did, but never in the first half of the
    /// token's life:
    /// with short tokens and a slow endpoint, a fifth of the lifetime is not enough for nobody to wait.
    /// </summary>
    /// <param name="from">The timestamp that the lifetime counts from.</param>
    /// <param name="took">How long the token request took, in timestamps.</param>
    public RenewalTimes WithRoomFor(long from, long took)
    {
        var half = from + ((OutAt - from) / 2);
        return this with { RenewAt = Math.Min(RenewAt, Math.Max(OutAt - (2 * took), half)) };
    }

    private static long Ticks(double seconds, long frequency) => (long)(seconds * frequency);
}
