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
        _database = database;
        _connections = new SemaphoreSlim(new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize / 2);
    }

    /// <summary>Throws where no lock could be held.</summary>
    public static void Demand(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);

        if (settings.Multiplexing)
        {
            throw new ArgumentException("UsePostgreSql needs connections without multiplexing: a lock belongs to one database session. Take 'Multiplexing' out of the connection string.", nameof(connectionString));
        }

        if (settings.MaxPoolSize < 2)
        {
            throw new ArgumentException("UsePostgreSql needs a pool of two connections or more: one holds a lock while another reads and writes. Raise 'Maximum Pool Size'.", nameof(connectionString));
        }
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
        var session = new LockSession(_database, await _database.OpenConnectionAsync(ct).ConfigureAwait(false));

        try
        {
            await session.EnterAsync(key, ct).ConfigureAwait(false);
            return new AdvisoryLock(session, turn, _connections);
        }
        catch
        {
            // The lock may have come just before the cancellation did. Unlocking all of the session is right either way.
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static long Key(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
