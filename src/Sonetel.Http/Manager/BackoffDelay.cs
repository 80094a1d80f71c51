namespace Sonetel.Http;

/// <summary>How long to leave an endpoint alone. Pure functions of their parameters.</summary>
internal static class BackoffDelay
{
    /// <summary>An hour is honoured; a server that asks for a year would stop the client for good.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] AfterRefusals = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(12)];

    private const int MostDoublings = 30;

    /// <summary>
    /// The pause after a failure that may pass: exponential, up to a fifth shorter so that a fleet spreads.
    /// </summary>
    /// <param name="failures">1 for the first in a row.</param>
    /// <param name="retryAfter">What the endpoint asked for.</param>
    /// <param name="options">Where the limits stand.</param>
    /// <param name="jitter">0 to 1, drawn once per failure.</param>
    public static TimeSpan AfterFailure(
        int failures, TimeSpan? retryAfter, SonetelAuthOptions options, double jitter) =>
        AtLeast(Doubled(failures, options) * (1 - (jitter / 5)), retryAfter);

    /// <summary>
    /// The pause after a refusal that will not pass by itself: 5 s, 60 s, 12 min, then <c>RefusalBackoff</c>, up to a
    /// tenth longer.
    /// That makes at most five sign-ins in half an hour, so that a wrong password locks no user out.
    /// </summary>
    /// <param name="refusals">1 for the first in a row.</param>
    /// <param name="retryAfter">What the endpoint asked for.</param>
    /// <param name="options">Where the limit stands.</param>
    /// <param name="jitter">0 to 1, drawn once per refusal.</param>
    public static TimeSpan AfterRefusal(int refusals, TimeSpan? retryAfter, SonetelAuthOptions options, double jitter)
    {
        var step = refusals <= AfterRefusals.Length ? AfterRefusals[Math.Max(refusals, 1) - 1] : options.RefusalBackoff;
        var bounded = step < options.RefusalBackoff ? step : options.RefusalBackoff;
        return AtLeast(bounded * (1 + (jitter / 10)), retryAfter);
    }

    /// <summary>
    /// The pause after the store could not be used: about a second, because the endpoint was not asked, and a store that is
    /// back must not be waited for.
    /// </summary>
    /// <param name="jitter">0 to 1, drawn once per failure.</param>
    public static TimeSpan AfterStoreFailure(double jitter) => TimeSpan.FromSeconds(1 - (jitter / 5));

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
