namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>What a process has counted since its start.</summary>
internal sealed record MemberStats
{
    public long Calls { get; init; }

    public long FailedCalls { get; init; }

    /// <summary>Calls that went out with a token that was out.</summary>
    public long ExpiredCalls { get; init; }

    public long StoreCalls { get; init; }

    public long StoreErrors { get; init; }

    /// <summary>What Npgsql sent and received; Redis counts for itself.</summary>
    public long StoreBytes { get; init; }

    public long ResidentBytes { get; init; }

    public TimeSpan Processor { get; init; }

    /// <summary>Latencies of calls, as <see cref="Running.LatencyHistogram"/> counts them.</summary>
    public long[] Latencies { get; init; } = [];

    public string? LastFailure { get; init; }
}
