namespace Sonetel.Http.Tests.Simulation;

/// <summary>What the library would give to the thread pool is an event of its process.</summary>
internal sealed class SimulatedScheduler(Simulator simulator, SimulatedProcess? process) : IRenewalScheduler
{
    public TaskCreationOptions Completion => TaskCreationOptions.None;

    public void Start(Action<object?> run, object? state)
    {
        simulator.CheckThread();
        simulator.After(0, process, () => run(state));
    }

    public void StartThread(Action<object?> run, object? state) => Start(run, state);
}
