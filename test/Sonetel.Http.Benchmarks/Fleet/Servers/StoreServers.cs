namespace Sonetel.Http.Benchmarks.Fleet.Servers;

internal static class StoreServers
{
    public static async Task<IStoreServer> StartAsync(FleetStore store, int accounts) => store switch
    {
        FleetStore.PostgreSql => await PostgreSqlStore.StartAsync(),
        FleetStore.PgBouncer => await PostgreSqlStore.StartBehindBouncerAsync(accounts),
        _ => await RedisStore.StartAsync(),
    };
}
