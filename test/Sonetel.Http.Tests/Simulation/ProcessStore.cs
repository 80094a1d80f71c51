namespace Sonetel.Http.Tests.Simulation;

/// <summary>The store, as one process reaches it.</summary>
internal sealed class ProcessStore(Fleet fleet, SimulatedProcess process) : ITokenStore
{
    private string? _claimedAs;

    public ValueTask<TokenSet?> GetAsync(string key, Ct cancellationToken)
    {
        fleet.Simulator.CheckThread();
        var call = new StoreCall<TokenSet?>(fleet.Simulator, process, key, process.Knowledge.HasRead, Listening(cancellationToken));
        fleet.Store.Read(call);
        return call.Task;
    }

    public ValueTask<bool> SetAsync(string key, TokenSet tokens, Ct cancellationToken)
    {
        fleet.Simulator.CheckThread();
        var call = new StoreCall<bool>(fleet.Simulator, process, key, isTaken => Answered(tokens, isTaken), Listening(cancellationToken));
        fleet.Store.Write(call, tokens);
        return call.Task;
    }

    // Faults come where they hurt: after a claim, and after a result that was not taken.
    private void Answered(TokenSet tokens, bool isTaken)
    {
        var isNewClaim = isTaken && tokens.Renewer is not null && tokens.Renewer != _claimedAs;
        _claimedAs = isTaken ? tokens.Renewer : _claimedAs;

        if (isNewClaim || (!isTaken && tokens.Renewer is null))
        {
            fleet.Faults.Hook(process);
        }
    }

    // Not every driver listens to its token.
    private Ct Listening(Ct ct) => fleet.Simulator.Random.Chance(.7) ? ct : Ct.None;
}
