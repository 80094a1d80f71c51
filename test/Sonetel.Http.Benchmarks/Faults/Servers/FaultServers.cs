using Sonetel.Http.IntegrationTests.Fleet;

namespace Sonetel.Http.Benchmarks.Faults.Servers;

internal static class FaultServers
{
    public static async Task<IFaultServer> StartAsync(FaultRow row) => (row.Store, row.Fault) switch
    {
        (FaultStore.PostgreSql, _) => new PostgreSqlFaults(await PostgreSqlServer.StartAsync()),
        (_, Fault.StoreFailedOver) => await RedisPairFaults.StartAsync(),
        _ => new RedisFaults(await RedisServer.StartAsync(isPersistent: true, default)),
    };
}
