namespace Sonetel.Http.Tests.Simulation;

/// <summary>Starts, stops and kills processes.</summary>
internal sealed class Lives(Fleet fleet)
{
    // TokenRequestTimeout, and a little for the steps around it.
    private const double LongestDisposal = 32;

    private readonly Simulator _simulator = fleet.Simulator;

    public void Start(Member member, double firstCall)
    {
        var process = new SimulatedProcess(fleet, member);
        member.Process = process;
        fleet.Callers.Begin(process, firstCall);
    }

    public void Kill(SimulatedProcess process)
    {
        _simulator.Log(process.Member.Name, $"killed");
        End(process);
    }

    /// <summary>An orderly shutdown: no new calls, and the container is disposed.</summary>
    public void Stop(SimulatedProcess process)
    {
        if (process.IsStopping || !process.IsAlive)
        {
            return;
        }

        _simulator.Log(process.Member.Name, $"shuts down");
        process.IsStopping = true;
        fleet.FaultsLastUntil(_simulator.Now + LongestDisposal);
        _simulator.After(0, process, () => _ = DisposeAsync(process));
    }

    private async Task DisposeAsync(SimulatedProcess process)
    {
        // Whoever runs the process does not wait for it for ever.
        _simulator.After(LongestDisposal, process, () => GiveUp(process));
        await process.DisposeAsync().ConfigureAwait(false);
        _simulator.CheckThread();

        if (process.IsAlive)
        {
            _simulator.Log(process.Member.Name, $"ends");
            End(process);
        }
    }

    private void GiveUp(SimulatedProcess process)
    {
        if (!process.WasFrozen && process.Member.Lateness == 0)
        {
            fleet.Observers.Violation(Invariants.Disposal, process.Member.Name);
        }

        Kill(process);
    }

    private void End(SimulatedProcess process)
    {
        process.Kill();
        var seconds = _simulator.Random.Of(.5, 3.0, 8.0, 15.0, 30.0) * _simulator.Random.Between(.5, 1);
        fleet.FaultsLastUntil(_simulator.Now + seconds);
        _simulator.After(seconds, () => Restart(process.Member));
    }

    private void Restart(Member member)
    {
        _simulator.Log(member.Name, $"started");
        Start(member, .1);
    }
}
