using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;

namespace Sonetel.Http.Benchmarks.Running;

internal sealed class NetTimeColumn() : NetColumn("Net ns", "Mean less the mean of the group's own baseline, in ns")
{
    public override UnitType UnitType => UnitType.Dimensionless;

    protected override string Net(BenchmarkReport row, BenchmarkReport baseline) =>
        (row.ResultStatistics!.Mean - baseline.ResultStatistics!.Mean).ToString("N0", CultureInfo.InvariantCulture);
}
