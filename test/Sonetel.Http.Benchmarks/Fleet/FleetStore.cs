namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>Where a fleet keeps its tokens, and by which code. The last two are what a user would write instead.</summary>
internal enum FleetStore
{
    PostgreSql,
    PgBouncer,
    Redis,
    DistributedCache,
    SemaphoreSlim,
    HybridCache,
}
