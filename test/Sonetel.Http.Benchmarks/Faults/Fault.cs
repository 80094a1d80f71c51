namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>What happens while the holder of the claim waits for its token.</summary>
internal enum Fault
{
    /// <summary>The holder ends as by <c>kill -9</c>; the answer to its request is lost.</summary>
    HolderKilled,

    /// <summary>The holder stands still for 15 seconds; the answer waits in its socket.</summary>
    HolderFrozen15,

    /// <summary>The holder stands still for 30 seconds.</summary>
    HolderFrozen30,

    /// <summary>PostgreSQL or Redis ends at once and is started again; the answer comes while it is away.</summary>
    StoreRestarted,

    /// <summary>PostgreSQL or Redis is away for 30 seconds, from the middle of a renewal on.</summary>
    StoreAway30,

    /// <summary>Redis ends, and its replica becomes the master; the answer comes meanwhile.</summary>
    StoreFailedOver,
}
