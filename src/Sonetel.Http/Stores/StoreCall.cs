namespace Sonetel.Http;

/// <summary>Waits for a store only as long as its caller may: a store of the user's own may not listen to its token.</summary>
internal static class StoreCall
{
    public static async ValueTask<T> WaitAsync<T>(bool async, ValueTask<T> pending, Ct ct)
    {
        if (pending.IsCompleted)
        {
            return await pending.ConfigureAwait(false);
        }

        var call = pending.AsTask();

        try
        {
            return async ? await call.WaitAsync(ct).ConfigureAwait(false) : Block(call, ct);
        }
        catch (OperationCanceledException)
        {
            _ = GiveBackAsync(call);
            throw;
        }
    }

    // A synchronous caller's renewal has a thread of its own, and never blocks one of the pool's.
    private static T Block<T>(Task<T> call, Ct ct)
    {
        Task.WaitAny([call], ct);
        return call.GetAwaiter().GetResult();
    }

    // A lock that comes after nobody waits for it any more would be held for good.
    private static async Task GiveBackAsync<T>(Task<T> late)
    {
        try
        {
            if (await late.ConfigureAwait(false) is IAsyncDisposable turn)
            {
                await turn.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // Whoever waited was told already.
        }
    }
}
