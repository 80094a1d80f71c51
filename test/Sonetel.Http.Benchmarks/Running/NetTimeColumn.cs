using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;

namespace Sonetel.Http.Benchmarks.Running;

/// <summary>By the fastest iteration of each: what other work on the machine adds to a mean is as large as what is measured here.</summary>
internal sealed class NetTimeColumn() : NetColumn("Net ns", "Fastest iteration less that of the group's own baseline, in ns")
{
    public override UnitType UnitType => UnitType.Dimensionless;

    protected override string Net(BenchmarkReport row, BenchmarkReport baseline) =>
        (row.ResultStatistics!.Min - baseline.ResultStatistics!.Min).ToString("N0", CultureInfo.InvariantCulture);
}
