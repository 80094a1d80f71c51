namespace Sonetel.Http.Benchmarks.Fleet;

internal static class FleetStores
{
    public static readonly FleetStore[] All = Enum.GetValues<FleetStore>();

    /// <summary>Whether the library keeps the tokens there, so that a renewal can be asked for.</summary>
    public static bool IsOurs(this FleetStore store) => store is not (FleetStore.SemaphoreSlim or FleetStore.HybridCache);

    /// <summary>Whether the store compares before it writes, so that one token request per lifetime is promised.</summary>
    public static bool IsPromised(this FleetStore store) =>
        store is FleetStore.PostgreSql or FleetStore.PgBouncer or FleetStore.Redis;

    public static bool IsPostgreSql(this FleetStore store) => store is FleetStore.PostgreSql or FleetStore.PgBouncer;

    /// <summary>Its word on the command line.</summary>
    public static string Word(this FleetStore store) => store.ToString().ToLowerInvariant();

    public static string Title(this FleetStore store) => store switch
    {
        FleetStore.PostgreSql => "PostgreSQL",
        FleetStore.PgBouncer => "PostgreSQL behind PgBouncer",
        FleetStore.Redis => "Redis",
        FleetStore.DistributedCache => "`IDistributedCache` on Redis",
        FleetStore.SemaphoreSlim => "by hand: `IDistributedCache` + `SemaphoreSlim`",
        _ => "by hand: `HybridCache`",
    };
}
