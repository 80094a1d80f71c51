namespace Sonetel.Http.Benchmarks.Faults.Servers;

/// <summary>The store of one fleet, which can be struck.</summary>
internal interface IFaultServer : IAsyncDisposable
{
    string ConnectionString { get; }

    /// <summary>Ends it as a crash does.</summary>
    Task BreakAsync();

    /// <summary>Has it back: the same server again, or its replica.</summary>
    Task MendAsync();

    /// <summary>Makes it as it was, for the next fault.</summary>
    Task RestoreAsync();
}
