using Npgsql;

namespace Sonetel.Http.PostgreSql;

/// <summary>The database session that waits for a lock and holds it.</summary>
internal sealed class LockSession(NpgsqlDataSource database, NpgsqlConnection connection) : IAsyncDisposable
{
    private const int UnlockSeconds = 5;

    // A role's time limits are for its queries: one that ended a wait would let two processes renew at once, one that ended a quiet session would free a lock in use.
    // The server looks after a silent holder from its tenth second on, not after two hours (Linux's default), so a machine that is gone frees its locks within half a minute.
    // Limits for the wait end with its transaction, the others with the session's next reset. Not every server version has all of them.
    private const string Settings =
        """
        SELECT set_config(name, setting, is_local)
        FROM (VALUES
            ('statement_timeout', '0', true), ('lock_timeout', '0', true), ('transaction_timeout', '0', true),
            ('idle_session_timeout', '0', false), ('tcp_keepalives_idle', '10', false), ('tcp_keepalives_interval', '5', false), ('tcp_keepalives_count', '3', false)
        ) AS wanted (name, setting, is_local)
        WHERE current_setting(name, true) IS NOT NULL
        """;

    public async Task EnterAsync(long key, Ct ct)
    {
        using var wait = new NpgsqlBatch(connection)
        {
            Timeout = 0,
            BatchCommands =
            {
                new NpgsqlBatchCommand(Settings),
                new NpgsqlBatchCommand("SELECT pg_advisory_lock($1)") { Parameters = { new NpgsqlParameter<long> { TypedValue = key } } },
            },
        };
        await wait.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Unlocks and gives the connection back; where that fails the connection is closed for good, and the database frees the lock itself.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // The pool would only reset the session when it next hands it out.
            using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection) { CommandTimeout = UnlockSeconds };
            await command.ExecuteNonQueryAsync(Ct.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            // NpgsqlConnection.ClearPool does nothing for a data source's pool.
#if NET9_0_OR_GREATER
            database.Clear();
#else
            // Npgsql 8 has no way to clear it: the session ends with its lifetime.
            _ = database;
#endif
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
