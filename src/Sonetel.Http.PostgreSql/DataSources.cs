using System.Collections.Concurrent;

namespace Sonetel.Http.PostgreSql;

/// <summary>
/// Creates a data source for each connection string and owns it. Accounts with the same connection string share a pool.
/// </summary>
/// <remarks>
/// Not keyed services, because their keys appear in diagnostics, and a connection string contains a password.
/// </remarks>
internal sealed class DataSources : IDisposable
{
    private readonly ConcurrentDictionary<string, NpgsqlDataSource> _owned = new(StringComparer.Ordinal);

    public NpgsqlDataSource Get(string connectionString) => _owned.GetOrAdd(connectionString, NpgsqlDataSource.Create);

    public void Dispose() => Array.ForEach([.. _owned.Values], static source => source.Dispose());
}
