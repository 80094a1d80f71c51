using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;

namespace Sonetel.Http.Benchmarks.Running;

internal sealed class NetAllocatedColumn() : NetColumn("Net B", "Bytes allocated less those of the group's own baseline")
{
    public override UnitType UnitType => UnitType.Dimensionless;

    protected override string Net(BenchmarkReport row, BenchmarkReport baseline) =>
        (Bytes(row) - Bytes(baseline)).ToString("N0", CultureInfo.InvariantCulture);

    private static long Bytes(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
