namespace Sonetel.Http.Tests.Simulation;

/// <summary>What the app asks of the library at run time, in the midst of renewals.</summary>
internal sealed class Commands(Fleet fleet)
{
    // An account that was removed may write that long.
    private const double LongestEnd = 32;

    private readonly Simulator _simulator = fleet.Simulator;
    private readonly SimulationRandom _random = fleet.Simulator.Random;

    /// <summary>Revocations that have not come to an end.</summary>
    public HashSet<Revocation> Open { get; } = [];

    /// <summary>Commands come where faults do: around a claim, a request, a response, a result.</summary>
    public void Hook(SimulatedProcess process)
    {
        if (_random.Chance(fleet.Configuration.CommandsAtSteps))
        {
            var kind = _random.Of<CommandKind>(fleet.Configuration.Commands);
            var delay = _random.Of(0, .001, .01, .05, .1, .5, 2.0) * _random.Next();
            _simulator.After(delay, process, () => Begin(process, kind));
        }
    }

    private void Begin(SimulatedProcess process, CommandKind kind)
    {
        if (process.IsStopping || !fleet.IsFaulty)
        {
            return;
        }

        _simulator.Log(process.Member.Name, $"is told: {kind}");
        fleet.Observers.Count("commands");

        switch (kind)
        {
            case CommandKind.Set:
                process.Set(_random.Of(1, 2));
                break;
            case CommandKind.Reload:
                process.Reload(_random.Of(1, 2));
                break;
            case CommandKind.Remove:
                process.Remove();
                fleet.FaultsLastUntil(_simulator.Now + LongestEnd);
                break;
            case CommandKind.Renew:
                _ = RenewAsync(process);
                break;
            default:
                _ = RevokeAsync(Revocation.Of(process, _simulator.Now, kind is CommandKind.Revoke));
                break;
        }
    }

    private async Task RenewAsync(SimulatedProcess process)
    {
        try
        {
            await process.Account.CreateTokenAsync(null, process.Callers).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SonetelAuthException or ObjectDisposedException)
        {
            _simulator.Log(process.Member.Name, $"no new token: {e.Message}");
        }
    }

    // Whatever the server says, the tokens are forgotten; but where the store could not be told, they may come back from there.
    private async Task RevokeAsync(Revocation revocation)
    {
        var process = revocation.Process;
        Open.Add(revocation);
        fleet.Observers.Revoking(revocation);

        try
        {
            await process.Account.RevokeTokenAsync(revocation.Hint, process.Callers).ConfigureAwait(false);
            _simulator.Log(process.Member.Name, $"has revoked");
        }
        catch (Exception e) when (e is SonetelAuthException or ObjectDisposedException)
        {
            _simulator.Log(process.Member.Name, $"could not revoke all: {e.Message}");
            revocation.HasForgotten = !e.Message.Contains("token store", StringComparison.Ordinal);
        }

        _simulator.CheckThread();
        Open.Remove(revocation);
        revocation.Ended = _simulator.Now;
        fleet.FaultsLastUntil(_simulator.Now);
    }
}
