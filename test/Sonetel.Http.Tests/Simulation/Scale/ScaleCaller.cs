namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>One process's calls for one account: one in each stretch of time, at a random point of it.</summary>
/// <remarks>The stretches of each begin at another time, or all renewals would fall into step with them.</remarks>
internal sealed class ScaleCaller
{
    private readonly ScaleFleet _fleet;
    private readonly TokenManager _manager;
    private readonly Action _call;
    private double _stretch;

    public ScaleCaller(ScaleFleet fleet, TokenManager manager)
    {
        (_fleet, _manager, _call) = (fleet, manager, Call);
        _stretch = fleet.Simulator.Random.Next() - 1;
        PlanNext();
    }

    private void Call()
    {
        _fleet.Calls++;
        PlanNext();

        if (!_manager.TryGet(async: true, out _))
        {
            _ = WaitAsync();
        }
    }

    private async Task WaitAsync()
    {
        try
        {
            await _manager.WaitAsync(async: true, _fleet.Callers).ConfigureAwait(false);
            _fleet.Waits++;
        }
        catch (SonetelAuthException)
        {
            _fleet.Failures++;
        }
    }

    private void PlanNext()
    {
        var length = _fleet.Settings.BetweenCalls;
        var at = (_stretch++ + _fleet.Simulator.Random.Next()) * length;

        // Of the first stretch a part lies before the beginning.
        if (at < 0)
        {
            at = (_stretch++ + _fleet.Simulator.Random.Next()) * length;
        }

        if (at < _fleet.Settings.Duration)
        {
            _fleet.Simulator.After(at - _fleet.Simulator.Now, _call);
        }
    }
}
