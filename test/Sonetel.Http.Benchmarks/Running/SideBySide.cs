using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Sonetel.Http.Benchmarks.Running;

/// <summary>Everything in one process and one run, so that ratios hold on any machine; each group beside its own baseline.</summary>
internal sealed class SideBySide : ManualConfig
{
    // A dry run stays one: it shows that a benchmark runs, and no more.
    public SideBySide(bool isDry)
    {
        Add(DefaultConfig.Instance);
        // A mutator: it also shapes the jobs that the command line asks for. Ten warm-ups, because a short job's three end before the JIT is through with
        // what the first rows are the first to call; many short iterations, of which one falls into a quiet moment.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
        AddJob((isDry ? job : job.WithIterationTime(TimeInterval.FromMilliseconds(50)).WithWarmupCount(10).WithIterationCount(25)).AsMutator());
        AddDiagnoser(MemoryDiagnoser.Default);
        AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByParams, BenchmarkLogicalGroupRule.ByCategory);
        AddColumn(
            StatisticColumn.Min,
            // By the fastest iteration: what other work on the machine adds to a mean is as large as what is measured here.
            new NetColumn("Net ns", "Fastest iteration less that of the group's own baseline, in ns", cost => cost.Nanoseconds),
            new NetColumn("Net B", "Bytes allocated less those of the group's own baseline", cost => cost.Bytes));
        HideColumns("Error", "StdDev", "Median", "RatioSD", "Gen0", "Gen1", "Gen2", "Alloc Ratio");
        WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
    }
}
