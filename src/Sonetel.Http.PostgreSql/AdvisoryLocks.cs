using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Sonetel.Http.PostgreSql;

/// <summary>Session-level advisory locks: one connection per lock that is held or waited for, and at most half of the pool for all of them.</summary>
internal sealed class AdvisoryLocks : IDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly KeyedLock _local = new();
    private readonly SemaphoreSlim _connections;

    public AdvisoryLocks(NpgsqlDataSource database)
    {
        var pool = new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize;

        if (pool < 2)
        {
            throw new InvalidOperationException("UsePostgreSql needs a pool of two connections or more: one holds a lock while another reads and writes. Raise 'Maximum Pool Size'.");
        }

        _database = database;
        _connections = new SemaphoreSlim(pool / 2);
    }

    public async ValueTask<IAsyncDisposable> EnterAsync(string name, Ct ct)
    {
        // Of this process only one waits at the database; the others wait here, without a connection.
        var turn = await _local.EnterAsync(name, ct).ConfigureAwait(false);

        try
        {
            await _connections.WaitAsync(ct).ConfigureAwait(false);

            try
            {
                return await AcquireAsync(Key(name), turn, ct).ConfigureAwait(false);
            }
            catch
            {
                _connections.Release();
                throw;
            }
        }
        catch
        {
            await turn.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Dispose() => _connections.Dispose();

    private async Task<IAsyncDisposable> AcquireAsync(long key, IAsyncDisposable turn, Ct ct)
    {
        var connection = await _database.OpenConnectionAsync(ct).ConfigureAwait(false);

        try
        {
            using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { CommandTimeout = 0, Parameters = { new NpgsqlParameter<long> { TypedValue = key } } };
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
            return new AdvisoryLock(connection, turn, _connections);
        }
        catch
        {
            // The lock may have come just before the cancellation did. Unlocking all of the session is right either way.
            await AdvisoryLock.UnlockAsync(connection).ConfigureAwait(false);
            throw;
        }
    }

    private static long Key(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
