using Npgsql;

namespace Sonetel.Http.PostgreSql;

/// <summary>The data sources of connection strings: accounts with the same one share a pool. They end with the container.</summary>
/// <remarks>They are no keyed services, because a key shows wherever services are listed, and a connection string holds a password.</remarks>
internal sealed class DataSources : IAsyncDisposable, IDisposable
{
    private readonly Dictionary<string, NpgsqlDataSource> _sources = new(StringComparer.Ordinal);

    public NpgsqlDataSource Get(string connectionString)
    {
        lock (_sources)
        {
            if (!_sources.TryGetValue(connectionString, out var source))
            {
                _sources[connectionString] = source = NpgsqlDataSource.Create(connectionString);
            }

            return source;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (var source in _sources.Values)
        {
            source.Dispose();
        }
    }
}
