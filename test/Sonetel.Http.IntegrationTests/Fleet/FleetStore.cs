namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>Where a fleet keeps its tokens.</summary>
internal enum FleetStore
{
    PostgreSql,

    /// <summary>PostgreSQL behind PgBouncer in transaction mode.</summary>
    PgBouncer,

    /// <summary>A Redis that keeps what it has acknowledged.</summary>
    Redis,

    /// <summary>A Redis that loses everything when it crashes.</summary>
    ForgetfulRedis,
}
