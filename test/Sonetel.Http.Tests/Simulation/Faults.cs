namespace Sonetel.Http.Tests.Simulation;

/// <summary>What goes wrong, and when.</summary>
internal sealed class Faults(Fleet fleet)
{
    private readonly Simulator _simulator = fleet.Simulator;
    private readonly SimulationRandom _random = fleet.Simulator.Random;

    public NetworkFault OnNetwork(TokenExchange exchange)
    {
        if (!fleet.IsFaulty)
        {
            return NetworkFault.None;
        }

        // Only where the server forgives it at any time: else the network alone ends the family.
        var isForgiven = fleet.Mode is ServerMode.GraceSibling or ServerMode.Fixed or ServerMode.NotTold;

        if (isForgiven && exchange.RefreshToken is not null && _random.Chance(fleet.Configuration.RequestDuplicates))
        {
            return NetworkFault.Duplicated;
        }

        if (_random.Chance(fleet.Configuration.Throttles))
        {
            return NetworkFault.Throttled;
        }

        return _random.Chance(fleet.Configuration.NetworkFaults) ? (NetworkFault)(1 + _random.Below(6)) : NetworkFault.None;
    }

    /// <summary>Faults come where they hurt: around a claim, a request, a response, a result.</summary>
    public void Hook(SimulatedProcess process)
    {
        if (fleet.IsFaulty && _random.Chance(fleet.Configuration.FaultsAtSteps))
        {
            var kind = _random.Of<FaultKind>(fleet.Configuration.Kinds);
            _simulator.After(_random.Of(0, .001, .01, .05, .1, .5, 2.0) * _random.Next(), () => Begin(process, kind));
        }

        if (fleet.IsFaulty)
        {
            fleet.Commands.Hook(process);
        }
    }

    private void Begin(SimulatedProcess process, FaultKind kind)
    {
        if (!process.IsAlive || !fleet.IsFaulty)
        {
            return;
        }

        switch (kind)
        {
            case FaultKind.Kill:
                fleet.Lives.Kill(process);
                break;
            case FaultKind.Freeze:
                Freeze(process);
                break;
            case FaultKind.CutOff:
                var end = Outage($"{process.Member.Name} is cut off from the store");
                process.Member.CutOffUntil = Math.Max(process.Member.CutOffUntil, end);
                break;
            case FaultKind.StoreDown:
                fleet.Store.DownUntil = Math.Max(fleet.Store.DownUntil, Outage("the store is down"));
                break;
            case FaultKind.Stop:
                fleet.Lives.Stop(process);
                break;
            default:
                process.Member.Lateness = 2;
                _simulator.After(10, () => process.Member.Lateness = 0);
                fleet.FaultsLastUntil(_simulator.Now + 12);
                break;
        }
    }

    private double Outage(string what)
    {
        var end = _simulator.Now + (_random.Of(.5, 3.0, 8.0, 15.0, 25.0, 40.0) * _random.Between(.8, 1));
        _simulator.Log("fault", $"{what} until {end:F1}");
        fleet.FaultsLastUntil(end);
        return end;
    }

    private void Freeze(SimulatedProcess process)
    {
        if (process.IsFrozen)
        {
            return;
        }

        var drawn = _random.Of(.1, 1.0, 4.0, 8.0, 15.0, 19.0, 25.0, 40.0, 60.0) * _random.Between(.9, 1.1);
        var seconds = Math.Min(fleet.Configuration.LongestFreeze, drawn);
        fleet.FaultsLastUntil(_simulator.Now + seconds);

        // Now and then the whole host sleeps.
        SimulatedProcess[] all = _random.Chance(.8) ? [process] : [.. fleet.Processes.Where(other => !other.IsFrozen)];

        foreach (var frozen in all)
        {
            _simulator.Log(frozen.Member.Name, $"frozen for {seconds:F1}");
            frozen.Freeze();
            _simulator.After(seconds, () => Thaw(frozen));
        }
    }

    private void Thaw(SimulatedProcess process)
    {
        if (process.IsAlive)
        {
            _simulator.Log(process.Member.Name, $"thawed");
            process.Thaw();
        }
    }
}
