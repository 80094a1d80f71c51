using System.Collections.Concurrent;
using Npgsql;

namespace Sonetel.Http.PostgreSql;

/// <summary>
/// The data sources of connection strings, until the container ends. Accounts with the same one share a pool.
/// </summary>
/// <remarks>
/// No keyed services: a key shows wherever services are listed, and a connection string holds a password.
/// </remarks>
internal sealed class DataSources : IDisposable
{
    private readonly ConcurrentDictionary<string, NpgsqlDataSource> _sources = new(StringComparer.Ordinal);

    public NpgsqlDataSource Get(string connectionString) =>
        _sources.GetOrAdd(connectionString, static connectionString => NpgsqlDataSource.Create(connectionString));

    public void Dispose() => Array.ForEach([.. _sources.Values], static source => source.Dispose());
}
