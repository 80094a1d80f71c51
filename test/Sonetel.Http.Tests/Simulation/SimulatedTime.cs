namespace Sonetel.Http.Tests.Simulation;

/// <summary>A process's clocks: the monotonic one is everybody's, the wall clock may be wrong, and timers may come late.</summary>
/// <remarks>Without a process nothing is wrong, and nothing comes late.</remarks>
internal sealed class SimulatedTime(Simulator simulator, SimulatedProcess? process) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        simulator.CheckThread();
        return Beginning.AddTicks(simulator.Ticks).AddSeconds(process?.Member.ClockSkew ?? 0);
    }

    public override long GetTimestamp()
    {
        simulator.CheckThread();
        return simulator.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        simulator.CheckThread();
        var timer = new SimulatedTimer(simulator, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
