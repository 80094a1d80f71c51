namespace Sonetel.Http.Tests.Simulation;

/// <summary>What happens to a process, or to the store.</summary>
internal enum FaultKind
{
    Kill,
    Freeze,
    CutOff,
    StoreDown,
    Stop,
    Late,
}

/// <summary>What happens to one token request.</summary>
internal enum NetworkFault
{
    None,
    NoConnection,
    LostBefore,
    LostAfter,
    Unavailable,
    BadGateway,
    Slow,
    Duplicated,
    Throttled,
}
