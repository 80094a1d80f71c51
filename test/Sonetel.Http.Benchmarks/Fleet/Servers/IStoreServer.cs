namespace Sonetel.Http.Benchmarks.Fleet.Servers;

/// <summary>The server that a row's processes share, and what it tells about them.</summary>
internal interface IStoreServer : IAsyncDisposable
{
    string ConnectionString { get; }

    /// <summary>How many connections the fleet may have at most.</summary>
    int ConnectionLimit(int processes);

    /// <summary>How many connections the server has, its observer's own left out.</summary>
    Task<int> ConnectionsAsync();

    /// <summary>What went over its sockets, its observer's own left out; null where it does not count.</summary>
    Task<long?> BytesAsync();

    /// <summary>The processor time of all its processes.</summary>
    Task<TimeSpan> ProcessorAsync();
}
