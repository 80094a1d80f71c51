using Npgsql;

namespace Sonetel.Http.PostgreSql;

/// <summary>A lock that is held: the connection that holds it, and the turns that were taken on the way to it.</summary>
internal sealed class AdvisoryLock(NpgsqlConnection connection, IAsyncDisposable turn, SemaphoreSlim connections) : IAsyncDisposable
{
    private const int UnlockSeconds = 5;

    private int _released;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
        {
            return;
        }

        await UnlockAsync(connection).ConfigureAwait(false);
        connections.Release();
        await turn.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Unlocks and gives the connection back; where that fails the connection is closed for good, and the database frees the lock itself.</summary>
    public static async ValueTask UnlockAsync(NpgsqlConnection connection)
    {
        try
        {
            // The pool would only reset the session when it next hands it out.
            using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection) { CommandTimeout = UnlockSeconds };
            await command.ExecuteNonQueryAsync(Ct.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            NpgsqlConnection.ClearPool(connection);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
