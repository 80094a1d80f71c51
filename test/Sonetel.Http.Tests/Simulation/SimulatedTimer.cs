namespace Sonetel.Http.Tests.Simulation;

/// <summary>A timer whose ticks are events of its process.</summary>
internal sealed class SimulatedTimer(Simulator simulator, SimulatedProcess? process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;
    private int _version;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        simulator.CheckThread();
        _version++;
        _period = period;
        Schedule(dueTime);
        return true;
    }

    public void Dispose()
    {
        simulator.CheckThread();
        _version++;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Schedule(TimeSpan due)
    {
        if (due != Timeout.InfiniteTimeSpan)
        {
            var version = _version;
            var lateness = process?.Member.Lateness ?? 0;
            var late = lateness > 0 ? lateness * simulator.Random.Next() : 0;
            simulator.After(due.TotalSeconds + late, process, () => Fire(version));
        }
    }

    private void Fire(int version)
    {
        if (version == _version)
        {
            if (_period > TimeSpan.Zero)
            {
                Schedule(_period);
            }

            callback(state);
        }
    }
}
