namespace Sonetel.Http.Tests.Simulation;

/// <summary>One call of one process, whose caller may leave before it ends.</summary>
internal sealed class SimulatedCall(double began) : IDisposable
{
    /// <summary>Tells the API which call a request belongs to.</summary>
    public static readonly HttpRequestOptionsKey<SimulatedCall> Key = new("Simulation.Call");

    private readonly CancellationTokenSource _caller = new();

    public double Began { get; } = began;

    /// <summary>The token that its process had used before, if that was good for long; it has to serve this call at once.</summary>
    public IssuedAccessToken? Served { get; set; }

    // Of several that await one task, .NET continues all but one on the thread pool. A wait that can be cancelled is a task of its own.
    public Ct Ct => _caller.Token;

    public bool IsCancelled => _caller.IsCancellationRequested;

    public bool HasEnded { get; private set; }

    /// <summary>The caller leaves, and does not wait a moment longer.</summary>
    public void Cancel(Fleet fleet, SimulatedProcess process)
    {
        if (HasEnded)
        {
            return;
        }

        fleet.Simulator.Log(process.Member.Name, $"a caller leaves");
        _caller.Cancel();

        if (!HasEnded)
        {
            fleet.Observers.Violation(Invariants.Detained, process.Member.Name);
        }
    }

    public void Dispose()
    {
        HasEnded = true;
        _caller.Dispose();
    }
}
