using System.Globalization;
using Npgsql;
using Sonetel.Http.IntegrationTests.Fleet;

namespace Sonetel.Http.Benchmarks.Fleet.Servers;

/// <summary>PostgreSQL, with PgBouncer in transaction mode before it or not.</summary>
internal sealed class PostgreSqlStore : IStoreServer
{
    /// <summary>What stands in the connection strings of the servers that the fleet tests start.</summary>
    private const int PoolSize = 10;

    private readonly PostgreSqlServer _server;
    private readonly PgBouncerServer? _bouncer;
    private readonly int _bouncerPoolSize;
    private readonly NpgsqlConnection _observer;

    private PostgreSqlStore(PostgreSqlServer server, PgBouncerServer? bouncer, int bouncerPoolSize)
    {
        (_server, _bouncer, _bouncerPoolSize) = (server, bouncer, bouncerPoolSize);
        _observer = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
    }

    public string ConnectionString => _bouncer?.ConnectionString ?? _server.ConnectionString;

    public static async Task<PostgreSqlStore> StartAsync()
    {
        var server = await PostgreSqlServer.StartAsync();
        return await ObserveAsync(server, bouncer: null, bouncerPoolSize: 0);
    }

    /// <summary>With so many accounts, four connections are too few for their first minutes.</summary>
    public static async Task<PostgreSqlStore> StartBehindBouncerAsync(int accounts)
    {
        var poolSize = accounts > 1_000 ? 20 : 4;
        var server = await PostgreSqlServer.StartAsync();
        return await ObserveAsync(server, await PgBouncerServer.StartAsync(server, poolSize, default), poolSize);
    }

    public int ConnectionLimit(int processes) => _bouncer is null ? processes * PoolSize : _bouncerPoolSize;

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

    private static async Task<PostgreSqlStore> ObserveAsync(
        PostgreSqlServer server, PgBouncerServer? bouncer, int bouncerPoolSize)
    {
        var store = new PostgreSqlStore(server, bouncer, bouncerPoolSize);
        await store._observer.OpenAsync();
        return store;
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _observer);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
