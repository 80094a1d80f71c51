using Microsoft.Extensions.Time.Testing;

namespace Sonetel.Http.Tests;

/// <summary>The fake clock, with a wall clock that may be wrong: AdjustTime would move the monotonic clock as well.</summary>
internal sealed class FakeTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestSkipped = TimeSpan.FromMilliseconds(300);

    /// <summary>What the wall clock is off by; the monotonic clock knows nothing of it.</summary>
    public TimeSpan WallClockError { get; set; }

    /// <summary>Whether pauses of at most 300 ms end at once, without a step of the clock; off for tests about these very pauses.</summary>
    public bool SkipsShortPauses { get; set; } = true;

    /// <summary>Moves the clock on, a step at a time, until the task has ended.</summary>
    public async Task<T> StepUntil<T>(Task<T> task, TimeSpan step, Ct ct)
    {
        while (!task.IsCompleted)
        {
            await StepAsync(step, ct);
        }

        return await task;
    }

    /// <summary>Moves the clock on and lets those who waited for it go on.</summary>
    public async Task StepAsync(TimeSpan step, Ct ct)
    {
        ct.ThrowIfCancellationRequested();
        Advance(step);

        for (var yields = 0; yields < 50; yields++)
        {
            await Task.Yield();
        }
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallClockError;

    // The base class derives its timestamp from the virtual GetUtcNow, error and all.
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (!SkipsShortPauses || dueTime <= TimeSpan.Zero || dueTime > LongestSkipped)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);
        return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
    }
}
