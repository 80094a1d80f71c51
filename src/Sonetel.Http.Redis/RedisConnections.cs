using System.Collections.Concurrent;

namespace Sonetel.Http.Redis;

/// <summary>
/// Creates a connection for each connection string and owns it. Accounts with the same connection string share it.
/// </summary>
/// <remarks>
/// Not keyed services, because their keys appear in diagnostics, and a connection string contains a password.
/// </remarks>
internal sealed class RedisConnections : IDisposable, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RedisConnection> _connections = new(StringComparer.Ordinal);

    public RedisConnection Get(string connectionString) =>
        _connections.GetOrAdd(connectionString, RedisConnection.Create);

    public void Dispose() => Array.ForEach([.. _connections.Values], static connection => connection.Dispose());

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
