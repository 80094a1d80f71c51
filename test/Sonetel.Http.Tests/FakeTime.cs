using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Sonetel.Http.Tests;

/// <summary>The fake clock, with a wall clock that may be wrong: AdjustTime would move the monotonic clock as well.</summary>
internal sealed class FakeTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestSkipped = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    // When each timer that needs a step of the clock is due, in the order of their starts.
    private readonly Channel<TimeSpan> _started = Channel.CreateUnbounded<TimeSpan>();

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

    /// <summary>Moves the clock on by each pause that has begun, until the task has ended: it never outruns those who wait for it.</summary>
    public async Task<T> StepByPauses<T>(Task<T> task, Ct ct)
    {
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, _started.Reader.WaitToReadAsync(ct).AsTask());
            ct.ThrowIfCancellationRequested();

            // Longer ones are limits, and a claim's heartbeat goes on by itself while its request takes no time of this clock.
            if (_started.Reader.TryRead(out var due) && due <= LongestPause && due != Heartbeat)
            {
                Advance(due);
            }
        }

        return await task;
    }

    /// <summary>Waits until one more timer has been started that is due after such a time.</summary>
    public async Task TimerStarted(Func<TimeSpan, bool> isDue, Ct ct)
    {
        while (!isDue(await _started.Reader.ReadAsync(ct)))
        {
        }
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
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _started.Writer.TryWrite(dueTime);
            return timer;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);
        return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
    }
}
