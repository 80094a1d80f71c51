namespace Sonetel.Http;

/// <summary>A back-off that runs until a timestamp, how many there were in a row, and the failure that is told meanwhile.</summary>
internal readonly record struct Backoff(int Count, long Until, SonetelAuthException? Failure)
{
    public bool Holds(long now) => Count > 0 && now < Until;

    public Backoff Next(long now, TimeSpan backoff, SonetelAuthException? failure, TimeProvider time) =>
        new(Count + 1, now + (long)(backoff.TotalSeconds * time.TimestampFrequency), failure);

    /// <summary>The failure as it is to be told now: how long the endpoint is still to be left alone, not how long it was to be.</summary>
    public SonetelAuthException? FailureAt(long now, TimeProvider time)
    {
        var left = time.GetElapsedTime(now, Until);
        return Failure is { RetryAfter: { } asked } failure && left < asked ? failure.Again(left) : Failure;
    }

    // A record prints its members, and the failure may hold the user's name.
    public override string ToString() => nameof(Backoff);
}
