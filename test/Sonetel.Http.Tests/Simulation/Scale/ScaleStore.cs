namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>The rows as one process reaches them: each call takes effect half-way, a few milliseconds after it was made.</summary>
internal sealed class ScaleStore(ScaleFleet fleet) : ITokenStore
{
    private int _calls;

    /// <summary>How many connections one process used at once, at most.</summary>
    public int MostCalls { get; private set; }

    public ValueTask<TokenSet?> GetAsync(string key, Ct cancellationToken)
    {
        var row = fleet.Row(key);
        row.Reads++;
        return CallAsync(() => row.Tokens is { } tokens ? Copy(tokens) : null);
    }

    public ValueTask<bool> SetAsync(string key, TokenSet tokens, Ct cancellationToken)
    {
        var row = fleet.Row(key);
        return CallAsync(() => row.Write(tokens));
    }

    private ValueTask<T> CallAsync<T>(Func<T> take)
    {
        var completion = new TaskCompletionSource<T>();
        var half = fleet.Simulator.Random.Between(.0005, .0025);
        MostCalls = Math.Max(MostCalls, ++_calls);
        fleet.Load.CallBegan();
        fleet.Simulator.After(half, () =>
        {
            var taken = take();
            fleet.Simulator.After(half, () =>
            {
                _calls--;
                fleet.Load.CallEnded();
                completion.SetResult(taken);
            });
        });
        return new ValueTask<T>(completion.Task);
    }

    // As a real store: each process has its own objects. The text of a token is shared, and no part of what is measured.
    private static TokenSet Copy(TokenSet row) => row with
    {
        AccessToken = row.AccessToken is { } token
            ? new AccessToken { Value = token.Value, Scheme = token.Scheme, ExpiresAt = token.ExpiresAt, Scope = token.Scope }
            : null,
    };
}
