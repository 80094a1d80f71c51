namespace Sonetel.Http;

/// <summary>From which timestamp on a token is renewed, and from which on it is not used. Both boundaries are inclusive.</summary>
internal readonly record struct RenewalTimes(long RenewAt, long OutAt)
{
    public static readonly RenewalTimes Past = new(long.MinValue, long.MinValue);

    public static readonly RenewalTimes Never = new(long.MaxValue, long.MaxValue);

    /// <summary>Computes both from when the token was asked for.</summary>
    /// <param name="from">The timestamp that <paramref name="lifetime"/> counts from.</param>
    /// <param name="lifetime">How long the token lasts.</param>
    /// <param name="options">Where <c>RefreshAhead</c> and <c>ExpirySkew</c> stand.</param>
    /// <param name="jitter">0 to 1, drawn once per token.</param>
    /// <param name="frequency">Timestamps per second.</param>
    public static RenewalTimes For(long from, TimeSpan lifetime, SonetelAuthOptions options, double jitter, long frequency)
    {
        var spread = jitter / 10;
        var skew = Math.Min(options.ExpirySkew.TotalSeconds, lifetime.TotalSeconds * 0.1);
        // Never later than RefreshAhead, never over a fifth of the lifetime; each token of a fleet a little elsewhere between.
        var ahead = Math.Min(options.RefreshAhead.TotalSeconds * (1 + spread), lifetime.TotalSeconds * 0.2 * (1 - spread));

        return new RenewalTimes(
            from + Ticks(lifetime.TotalSeconds - Math.Max(ahead, skew), frequency),
            from + Ticks(lifetime.TotalSeconds - skew, frequency));
    }

    /// <summary>Begins early enough for a renewal that takes twice as long as the last one did to end before the token is out, but not in the first half of
    /// its life: where tokens are short and their endpoint slow, a fifth of the lifetime is not enough for nobody to wait.</summary>
    /// <param name="from">The timestamp that the lifetime counts from.</param>
    /// <param name="took">How long the request for the token took, in timestamps.</param>
    public RenewalTimes WithRoomFor(long from, long took) =>
        this with { RenewAt = Math.Min(RenewAt, Math.Max(OutAt - (2 * took), from + ((OutAt - from) / 2))) };

    private static long Ticks(double seconds, long frequency) => (long)(seconds * frequency);
}
