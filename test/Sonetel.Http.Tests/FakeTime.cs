using Microsoft.Extensions.Time.Testing;

namespace Sonetel.Http.Tests;

/// <summary>The fake clock, with a wall clock that may be wrong: AdjustTime would move the monotonic clock as well.</summary>
internal sealed class FakeTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    /// <summary>What the wall clock is off by; the monotonic clock knows nothing of it.</summary>
    public TimeSpan WallClockError { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallClockError;

    // The base class derives its timestamp from the virtual GetUtcNow, error and all.
    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
