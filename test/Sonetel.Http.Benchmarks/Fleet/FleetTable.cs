namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>The rows as markdown.</summary>
internal static class FleetTable
{
    public static void Print(IEnumerable<FleetResult> results)
    {
        Console.WriteLine("| processes × accounts | store | token requests: cold start | per lifetime | most in one | store calls per lifetime | kB per lifetime | connections at peak (allowed) | calls/s | p50, µs | p99, µs | p99.9, µs | failed calls (token was out) | MB per process | cores: processes | store | machine busy |");
        Console.WriteLine("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");

        foreach (var row in results.OrderBy(row => row.Key, StringComparer.Ordinal))
        {
            var size = $"{row.Processes} × {row.Accounts:N0}";
            var requests = $"{row.ColdTokenRequests:N2} | {row.TokenRequestsPerLifetime:N2} | {row.MostTokenRequests}";
            var connections = $"{row.MostConnections} ({row.ConnectionLimit})";
            var store = $"{row.StoreCallsPerLifetime:N1} | {row.BytesPerLifetime / 1000:N1} | {connections}";
            var calls = $"{row.CallsPerSecond:N0} | {row.P50Microseconds:N1} | {row.P99Microseconds:N0} | {row.P999Microseconds:N0}";
            var rest = $"{row.FailedCalls:N0} ({row.ExpiredCalls:N0}) | {row.MegabytesPerProcess:N0}";
            var cores = $"{row.MemberCores:N2} | {row.StoreCores:N2} | {row.MachineBusy:P0}";
            Console.WriteLine($"| {size} | {row.Store.Title()} | {requests} | {store} | {calls} | {rest} | {cores} |");
        }
    }

    public static void Print(IEnumerable<SaturationResult> results)
    {
        Console.WriteLine();
        Console.WriteLine("| store | renewals at once | renewals/s | p50, ms | p99, ms | store calls per renewal | processor time per renewal: store, µs | processes, µs | machine busy |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");

        foreach (var row in results.OrderBy(row => row.Key, StringComparer.Ordinal))
        {
            var latency = $"{row.P50Microseconds / 1000:N1} | {row.P99Microseconds / 1000:N1}";
            var cost = $"{row.StoreCallsPerRenewal:N1} | {row.StoreMicroseconds:N0} | {row.MemberMicroseconds:N0} | {row.MachineBusy:P0}";
            Console.WriteLine($"| {row.Store.Title()} | {row.AtOnce} | {row.RenewalsPerSecond:N0} | {latency} | {cost} |");
        }
    }
}
