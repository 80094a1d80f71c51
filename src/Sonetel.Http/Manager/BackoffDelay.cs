namespace Sonetel.Http;

/// <summary>How long to leave an endpoint alone. Pure functions of their parameters.</summary>
internal static class BackoffDelay
{
    /// <summary>An hour is honoured; a server that asks for a year would stop the client for good.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private const int MostDoublings = 30;

    /// <summary>The pause after the <paramref name="failures"/>th failure in a row.</summary>
    /// <param name="failures">1 for the first.</param>
    /// <param name="failure">What went wrong; a refusal for good waits exactly, all else up to a fifth shorter so that a fleet spreads.</param>
    /// <param name="options">Where the limits stand.</param>
    /// <param name="jitter">0 to 1, drawn once per failure.</param>
    public static TimeSpan After(int failures, SonetelAuthException failure, SonetelAuthOptions options, double jitter)
    {
        var doubled = Doubled(failures, options);
        var pause = failure.IsTransient ? doubled * (1 - (jitter / 5)) : doubled;
        var asked = failure.RetryAfter ?? TimeSpan.Zero;
        return asked <= pause ? pause : asked < LongestRetryAfter ? asked : LongestRetryAfter;
    }

    public static TimeSpan Doubled(int failures, SonetelAuthOptions options)
    {
        var seconds = options.FailureBackoff.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings));
        return TimeSpan.FromSeconds(Math.Min(seconds, options.MaxFailureBackoff.TotalSeconds));
    }
}
