namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>What befalls a fleet in the middle of a renewal.</summary>
internal enum Strike
{
    /// <summary>Every session of the database ends.</summary>
    SessionsEnd,

    /// <summary>The database crashes and is back before the token endpoint answers.</summary>
    DatabaseRestarts,

    /// <summary>The database crashes, the endpoint answers, and the database comes back seconds later.</summary>
    DatabaseStops,

    /// <summary>The process that renews stands still for seconds, while the endpoint answers.</summary>
    HolderFreezes,

    /// <summary>The process that renews is killed, before or after the endpoint answers.</summary>
    HolderIsKilled,
}
