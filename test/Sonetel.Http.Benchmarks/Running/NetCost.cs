using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Sonetel.Http.Benchmarks.Running;

/// <summary>What a row costs over the baseline of its group. Time is that of the fastest iteration of each.</summary>
internal sealed record NetCost(double Nanoseconds, long Bytes)
{
    /// <summary>Null for a baseline, and where one of both did not run.</summary>
    public static NetCost? Of(Summary summary, BenchmarkCase benchmarkCase)
    {
        var group = summary.GetLogicalGroupKey(benchmarkCase);
        var baseline = summary.BenchmarksCases
            .FirstOrDefault(other => other.Descriptor.Baseline && summary.GetLogicalGroupKey(other) == group);

        if (baseline is null || baseline == benchmarkCase)
        {
            return null;
        }

        if (summary[benchmarkCase] is not { Success: true } row || summary[baseline] is not { Success: true } floor)
        {
            return null;
        }

        return new NetCost(row.ResultStatistics!.Min - floor.ResultStatistics!.Min, BytesOf(row) - BytesOf(floor));
    }

    private static long BytesOf(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
