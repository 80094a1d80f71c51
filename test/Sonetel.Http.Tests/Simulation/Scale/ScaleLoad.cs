namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>What all processes together ask of the store at one time.</summary>
internal sealed class ScaleLoad(Simulator simulator)
{
    private int _calls;
    private long _second;
    private int _inSecond;

    /// <summary>Store calls under way at the same time, at most.</summary>
    public int MostCalls { get; private set; }

    /// <summary>Store calls within one second, at most.</summary>
    public int MostInSecond { get; private set; }

    public void CallBegan()
    {
        MostCalls = Math.Max(MostCalls, ++_calls);
        var second = simulator.Ticks / TimeSpan.TicksPerSecond;
        _inSecond = second == _second ? _inSecond + 1 : 1;
        _second = second;
        MostInSecond = Math.Max(MostInSecond, _inSecond);
    }

    public void CallEnded() => _calls--;
}
