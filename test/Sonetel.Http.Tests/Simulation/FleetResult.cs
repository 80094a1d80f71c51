namespace Sonetel.Http.Tests.Simulation;

/// <summary>What one seed showed.</summary>
internal sealed record FleetResult(
    string Configuration,
    long Seed,
    IReadOnlyList<Violation> Violations,
    IReadOnlyDictionary<string, double> Measures,
    IReadOnlyList<string> Trace)
{
    /// <summary>Runs one seed on this thread.</summary>
    public static FleetResult Of(Configuration configuration, long seed, bool isTracing)
    {
        // Under a context of the test framework's, continuations would not run inline.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var fleet = new Fleet(configuration, seed, isTracing);

        try
        {
            fleet.Run();
        }
        catch (Exception e)
        {
            fleet.Observers.Violation(Invariants.Crash, e.ToString());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        if (fleet.Simulator.Stray is { } stray)
        {
            fleet.Observers.Violation(Invariants.Determinism, stray);
        }

        var (observers, trace) = (fleet.Observers, fleet.Simulator.Trace);
        return new FleetResult(configuration.Name, seed, observers.Violations, observers.Measures, trace);
    }
}
