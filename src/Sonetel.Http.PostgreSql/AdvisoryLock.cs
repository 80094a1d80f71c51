namespace Sonetel.Http.PostgreSql;

/// <summary>A lock that is held: the session that holds it, and the turns that were taken on the way to it.</summary>
internal sealed class AdvisoryLock(LockSession session, IAsyncDisposable turn, SemaphoreSlim connections) : IAsyncDisposable
{
    private int _released;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
        {
            return;
        }

        // Whatever becomes of the session, those of this process who wait go on.
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await turn.DisposeAsync().ConfigureAwait(false);
            connections.Release();
        }
    }
}
