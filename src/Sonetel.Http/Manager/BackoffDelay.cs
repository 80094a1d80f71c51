namespace Sonetel.Http;

/// <summary>Computes the pauses between token requests. Pure functions.</summary>
internal static class BackoffDelay
{
    // A Retry-After of a year would stop the client for good.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] AfterRefusals =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(12)];

    private const int MostDoublings = 30;

    /// <summary>
    /// The pause after a transient failure: exponential, and up to a fifth shorter to spread a fleet's requests.
    /// </summary>
    /// <param name="failures">The number of failures in a row, at least 1.</param>
    /// <param name="retryAfter">The endpoint's <c>Retry-After</c>.</param>
    /// <param name="options">The account's options.</param>
    /// <param name="jitter">0 to 1, drawn once per failure.</param>
    public static TimeSpan AfterFailure(
        int failures, TimeSpan? retryAfter, SonetelAuthOptions options, double jitter) =>
        AtLeast(Doubled(failures, options) * (1 - (jitter / 5)), retryAfter);

    /// <summary>
    /// The pause after a permanent refusal: 5 s, 60 s, 12 min, then <c>RefusalBackoff</c>, each up to a tenth longer.
    /// That makes at most five sign-ins in half an hour, so that a wrong password does not lock the user out.
    /// </summary>
    /// <param name="refusals">The number of refusals in a row, at least 1.</param>
    /// <param name="retryAfter">The endpoint's <c>Retry-After</c>.</param>
    /// <param name="options">The account's options.</param>
    /// <param name="jitter">0 to 1, drawn once per refusal.</param>
    public static TimeSpan AfterRefusal(int refusals, TimeSpan? retryAfter, SonetelAuthOptions options, double jitter)
    {
        var step = refusals <= AfterRefusals.Length ? AfterRefusals[Math.Max(refusals, 1) - 1] : options.RefusalBackoff;
        var bounded = step < options.RefusalBackoff ? step : options.RefusalBackoff;
        return AtLeast(bounded * (1 + (jitter / 10)), retryAfter);
    }

    /// <summary>
    /// The pause after a failure of the store: about a second. The endpoint was not called, and callers should not wait
    /// long once the store is back.
    /// </summary>
    /// <param name="jitter">0 to 1, drawn once per failure.</param>
    public static TimeSpan AfterStoreFailure(double jitter) => TimeSpan.FromSeconds(1 - (jitter / 5));

    /// <summary>
    /// The pause between calls of the store: 100 ms, then 1.5 times as long each time, 1 s at most; up to a quarter
    /// shorter or longer.
    /// </summary>
    /// <param name="pauses">The number of pauses before this one.</param>
    /// <param name="jitter">0 to 1, drawn once per pause.</param>
    public static TimeSpan BetweenStoreCalls(int pauses, double jitter) =>
        TimeSpan.FromSeconds(Math.Min(0.1 * Math.Pow(1.5, pauses), 1) * (0.75 + (jitter / 2)));

    /// <summary>The exponential pause without jitter.</summary>
    public static TimeSpan Doubled(int failures, SonetelAuthOptions options)
    {
        var seconds = options.FailureBackoff.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings));
        return TimeSpan.FromSeconds(Math.Min(seconds, options.MaxFailureBackoff.TotalSeconds));
    }

    private static TimeSpan AtLeast(TimeSpan pause, TimeSpan? retryAfter)
    {
        var asked = retryAfter ?? TimeSpan.Zero;

        if (asked <= pause)
        {
            return pause;
        }

        return asked < LongestRetryAfter ? asked : LongestRetryAfter;
    }
}
