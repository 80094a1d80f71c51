namespace Sonetel.Http.Benchmarks.Fleet.Servers;

internal static class StoreServers
{
    public static async Task<IStoreServer> StartAsync(FleetStore store) => store switch
    {
        FleetStore.PostgreSql => await PostgreSqlStore.StartAsync(isBehindBouncer: false),
        FleetStore.PgBouncer => await PostgreSqlStore.StartAsync(isBehindBouncer: true),
        _ => await RedisStore.StartAsync(),
    };
}
