namespace Sonetel.Http.Tests.Simulation;

internal sealed class SimulatedJitter(Simulator simulator) : IJitter
{
    public double Next()
    {
        simulator.CheckThread();
        return simulator.Random.Next();
    }

    public long NextId()
    {
        simulator.CheckThread();
        return simulator.Random.NextId();
    }
}
