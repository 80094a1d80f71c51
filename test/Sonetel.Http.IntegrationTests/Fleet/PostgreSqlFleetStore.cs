namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>A PostgreSQL that keeps a fleet's tokens.</summary>
internal sealed class PostgreSqlFleetStore : IFleetStore
{
    private readonly PostgreSqlServer _server;
    private readonly StoredRow _row;
    private PgBouncerServer? _bouncer;

    private PostgreSqlFleetStore(PostgreSqlServer server) => (_server, _row) = (server, new StoredRow(server.ConnectionString));

    public static async Task<IFleetStore> StartAsync(bool usesPgBouncer, Ct ct)
    {
        var store = new PostgreSqlFleetStore(await PostgreSqlServer.StartAsync());

        try
        {
            await store._row.CreateAsync(ct);
            store._bouncer = usesPgBouncer ? await PgBouncerServer.StartAsync(store._server, poolSize: 4, ct) : null;
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public string ConnectionStringOf(string member) =>
        $"{_bouncer?.ConnectionString ?? _server.ConnectionString};Application Name={member}";

    public Task<TokenSet?> ReadAsync(Ct ct) => _row.ReadAsync(ct);

    public async Task<int?> StaleOverwritesAsync(Ct ct) => await _row.StaleOverwritesAsync(ct);

    public Task EndSessionsAsync(Ct ct) => _row.TerminateSessionsAsync(ct);

    public Task StopAsync() => _server.StopAsync();

    public Task StartAgainAsync(Ct ct) => _server.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        await (_bouncer?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }
}
