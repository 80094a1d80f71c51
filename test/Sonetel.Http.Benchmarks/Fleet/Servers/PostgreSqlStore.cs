using System.Globalization;
using Npgsql;
using Sonetel.Http.IntegrationTests.Fleet;

namespace Sonetel.Http.Benchmarks.Fleet.Servers;

/// <summary>PostgreSQL, with PgBouncer in transaction mode before it or not.</summary>
internal sealed class PostgreSqlStore : IStoreServer
{
    /// <summary>What stands in the connection strings of the servers that the fleet tests start.</summary>
    private const int PoolSize = 10;

    private const int BouncerPoolSize = 4;

    private readonly PostgreSqlServer _server;
    private readonly PgBouncerServer? _bouncer;
    private readonly NpgsqlConnection _observer;

    private PostgreSqlStore(PostgreSqlServer server, PgBouncerServer? bouncer)
    {
        (_server, _bouncer) = (server, bouncer);
        _observer = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
    }

    public string ConnectionString => _bouncer?.ConnectionString ?? _server.ConnectionString;

    public static async Task<PostgreSqlStore> StartAsync(bool isBehindBouncer)
    {
        var server = await PostgreSqlServer.StartAsync();
        var bouncer = isBehindBouncer ? await PgBouncerServer.StartAsync(server, BouncerPoolSize, default) : null;
        var store = new PostgreSqlStore(server, bouncer);
        await store._observer.OpenAsync();
        return store;
    }

    public int ConnectionLimit(int processes) => _bouncer is null ? processes * PoolSize : BouncerPoolSize;

    public async Task<int> ConnectionsAsync() => (int)await ScalarAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");

    /// <summary>PostgreSQL does not count them; Npgsql does, in each process.</summary>
    public Task<long?> BytesAsync() => Task.FromResult<long?>(null);

    public async Task<TimeSpan> ProcessorAsync()
    {
        var observer = (int)await ScalarAsync("SELECT pg_backend_pid()");
        return ProcessorTime.OfTree(ProcessorTime.ParentOf(observer));
    }

    public async ValueTask DisposeAsync()
    {
        await _observer.DisposeAsync();
        await (_bouncer?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _observer);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
