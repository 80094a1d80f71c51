using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>Keeps what BenchmarkDotNet measured of the hot path over a handler in memory.</summary>
internal static class HotPathResults
{
    public static Task KeepAsync(IEnumerable<Summary> summaries)
    {
        var rows = from summary in summaries
                   from benchmark in summary.BenchmarksCases
                   where benchmark.Descriptor.Type == typeof(InMemory) || benchmark.Descriptor.Type == typeof(Synchronous)
                   let cost = NetCost.Of(summary, benchmark)
                   where cost is not null
                   select new HotPathResult
                   {
                       Client = Client(benchmark.Descriptor),
                       Inner = benchmark.Parameters["Inner"] as Completion? ?? Completion.AtOnce,
                       Nanoseconds = Math.Round(cost.Nanoseconds, 1, MidpointRounding.AwayFromZero),
                       Bytes = cost.Bytes,
                   };
        return ResultFile.MergeAsync(HotPathResult.File, rows.ToArray(), row => row.Key);
    }

    private static string Client(Descriptor benchmark) =>
        benchmark.Type == typeof(Synchronous) ? $"Send{benchmark.WorkloadMethod.Name}" : benchmark.WorkloadMethod.Name;
}
