using System.Text.Json.Serialization;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>What one row of the table says. Whatever is per lifetime is per lifetime and account, cold starts left out.</summary>
internal sealed record FleetResult
{
    public required FleetStore Store { get; init; }

    public required int Processes { get; init; }

    public required int Accounts { get; init; }

    public required double LifetimeSeconds { get; init; }

    /// <summary>Token requests per account until it had its first token.</summary>
    public required double ColdTokenRequests { get; init; }

    public required double TokenRequestsPerLifetime { get; init; }

    /// <summary>Of all accounts and lifetimes, the cold start included.</summary>
    public required int MostTokenRequests { get; init; }

    public required int Reuses { get; init; }

    public required double StoreCallsPerLifetime { get; init; }

    public required double BytesPerLifetime { get; init; }

    public required long StoreErrors { get; init; }

    public required int MostConnections { get; init; }

    public required int ConnectionLimit { get; init; }

    public required long Calls { get; init; }

    public required double CallsPerSecond { get; init; }

    public required long FailedCalls { get; init; }

    public required long ExpiredCalls { get; init; }

    public required double P50Microseconds { get; init; }

    public required double P99Microseconds { get; init; }

    public required double P999Microseconds { get; init; }

    public required double MegabytesPerProcess { get; init; }

    /// <summary>How many cores the processes were busy on, all together.</summary>
    public required double MemberCores { get; init; }

    /// <summary>How many cores the store was busy on.</summary>
    public required double StoreCores { get; init; }

    /// <summary>How busy the machine was, all its cores together: near one, a latency says little about a pipeline.</summary>
    public required double MachineBusy { get; init; }

    [JsonIgnore]
    public string Key => new FleetRow(Store, Processes, Accounts).Key;

    /// <summary>What breaks a promise; null where nothing does.</summary>
    [JsonIgnore]
    public string? Fault => (Store.IsPromised(), MostTokenRequests > 1, MostConnections > ConnectionLimit) switch
    {
        (true, true, _) => $"{MostTokenRequests} token requests in one lifetime",
        (true, _, true) => $"{MostConnections} connections, and {ConnectionLimit} are allowed",
        _ => null,
    };
}
