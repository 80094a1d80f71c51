namespace Sonetel.Http.Tests.Simulation;

/// <summary>What happens once in the life of a fleet: a store that forgets, a deploy, a revocation.</summary>
internal sealed class WorldEvents(Fleet fleet)
{
    private readonly Simulator _simulator = fleet.Simulator;
    private readonly SimulationRandom _random = fleet.Simulator.Random;

    /// <summary>Results that the store held, to restore one of them.</summary>
    public List<TokenSet> Copies { get; } = [];

    public void Plan(double duration)
    {
        var configuration = fleet.Configuration;

        if (configuration.StoreForgets)
        {
            _simulator.After(_random.Between(.2, .95) * duration, Forget);
        }

        if (configuration.Deploys)
        {
            PlanDeploy(duration);
        }

        if (_random.Chance(configuration.RevokesAccessTokens))
        {
            _simulator.After(_random.Between(.1, .9) * duration, RevokeAccessTokens);
        }
    }

    private void PlanDeploy(double duration)
    {
        var at = _random.Between(.1, .4) * duration;
        var step = _random.Between(.02, .1) * duration / fleet.Members.Count;

        foreach (var member in fleet.Members)
        {
            _simulator.After(at, () => Deploy(member));
            at += step;
        }

        if (_random.Chance(.5))
        {
            _simulator.After(_random.Between(.1, .6) * duration, RefuseOldSecret);
        }
    }

    private void Deploy(Member member)
    {
        _simulator.Log(member.Name, $"is replaced by a new pod");
        member.Settings = 2;
        fleet.FaultsLastUntil(_simulator.Now + 30);

        if (member.Process is { IsAlive: true } process)
        {
            fleet.Lives.Stop(process);
        }
    }

    private void Forget()
    {
        if (fleet.Store.Rows.Count == 0)
        {
            return;
        }

        var key = fleet.Store.Rows.Keys.First();
        var copy = Copies.Count == 0 || _random.Chance(.6) ? null : Copies[_random.Below(Copies.Count)];
        _simulator.Log("store", $"forgot; it has {Shown.Of(copy)}");
        fleet.Store.Forget(key, copy);
        fleet.Observers.StoreForgot();
        fleet.FaultsLastUntil(_simulator.Now);
    }

    private void RefuseOldSecret()
    {
        _simulator.Log("server", $"refuses the old secret");
        fleet.Server.RefusesOldSecret = true;
        fleet.FaultsLastUntil(_simulator.Now);
    }

    private void RevokeAccessTokens()
    {
        _simulator.Log("server", $"revokes the access tokens");
        fleet.Server.RevokeAccessTokens();
    }
}
