namespace Sonetel.Http.Tests.Simulation;

/// <summary>Those who use the processes.</summary>
internal sealed class Callers(Fleet fleet)
{
    private readonly Simulator _simulator = fleet.Simulator;

    /// <summary>Seconds between two calls of one process, on average.</summary>
    public required double Interval { get; set; }

    /// <summary>Whether every call counts, each second or two.</summary>
    public bool AreCounted { get; set; }

    public bool HaveGone { get; set; }

    public void Begin(SimulatedProcess process, double first) => _simulator.After(first, process, () => Call(process));

    private void Call(SimulatedProcess process)
    {
        if (HaveGone || process.IsStopping)
        {
            return;
        }

        // A caller that only asks for the token does not tell the library of a 401.
        _ = process.CallAsync(tokenOnly: !AreCounted && _simulator.Random.Chance(.2));
        Begin(process, AreCounted ? _simulator.Random.Between(1, 2) : _simulator.Random.Exponential(Interval));
    }
}
