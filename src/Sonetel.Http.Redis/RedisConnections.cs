using System.Collections.Concurrent;

namespace Sonetel.Http.Redis;

/// <summary>
/// The connections of connection strings, until the container ends. Accounts with the same one share a connection.
/// </summary>
/// <remarks>
/// No keyed services: a key shows wherever services are listed, and a connection string holds a password.
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
