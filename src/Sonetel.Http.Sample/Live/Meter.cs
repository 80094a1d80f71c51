using System.Diagnostics;

namespace Sonetel.Http.Sample;

/// <summary>Measures one app from outside: its calls and its token requests.</summary>
internal sealed class Meter(Stopwatch clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Queue<(TimeSpan At, TimeSpan Took)> _recent = new();
    private Counts _counts;

    public LiveEvents Events { get; } = new();

    public Counts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    public TimeSpan Now => clock.Elapsed;

    /// <summary>
    /// Returns the 99th percentile of the durations of the last second's calls, including failed ones.
    /// </summary>
    public TimeSpan? Percentile99()
    {
        lock (_lock)
        {
            ForgetOld();
            var sorted = _recent.Select(call => call.Took).Order().ToArray();
            return sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(sorted.Length * 0.99) - 1];
        }
    }

    /// <summary>Counts a call.</summary>
    /// <param name="took">How long the caller waited.</param>
    /// <param name="failure">The cause of a failure; <see langword="null"/> for a success.</param>
    /// <param name="isHurried">Whether a long wait is an event.</param>
    public void CallEnded(TimeSpan took, string? failure, bool isHurried)
    {
        lock (_lock)
        {
            _recent.Enqueue((Now, took));
            ForgetOld();
            var failures = _counts.Failures + (failure is null ? 0 : 1);
            _counts = _counts with { Calls = _counts.Calls + 1, Failures = failures };
        }

        if (failure is not null)
        {
            Events.Add(Now, Severity.Bad, $"failed: {failure}");
        }
        else if (isHurried && took > Slow)
        {
            Events.Add(Now, Severity.Slow, $"caller waited over {Slow.TotalMilliseconds:N0} ms");
        }
    }

    public void TokenRequestEnded(Severity severity, string outcome)
    {
        lock (_lock)
        {
            _counts = _counts with { TokenRequests = _counts.TokenRequests + 1 };
        }

        Events.Add(Now, severity, $"token request: {outcome}");
    }

    private void ForgetOld()
    {
        while (_recent.TryPeek(out var oldest) && Now - oldest.At > Window)
        {
            _recent.Dequeue();
        }
    }
}
