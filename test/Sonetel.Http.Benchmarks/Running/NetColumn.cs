using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Sonetel.Http.Benchmarks.Running;

/// <summary>What a row costs over the baseline of its group.</summary>
internal abstract class NetColumn(string name, string legend) : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public abstract UnitType UnitType { get; }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var group = summary.GetLogicalGroupKey(benchmarkCase);
        var baseline = summary.BenchmarksCases.FirstOrDefault(other => other.Descriptor.Baseline && summary.GetLogicalGroupKey(other) == group);
        return baseline is null || baseline == benchmarkCase || summary[benchmarkCase] is not { Success: true } row || summary[baseline] is not { Success: true } floor
            ? "-"
            : Net(row, floor);
    }

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;

    protected abstract string Net(BenchmarkReport row, BenchmarkReport baseline);
}
