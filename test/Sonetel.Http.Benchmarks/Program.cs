using BenchmarkDotNet.Running;
using Sonetel.Http.Benchmarks.Behaviour;
using Sonetel.Http.Benchmarks.Rollover;
using Sonetel.Http.Benchmarks.Running;
using Sonetel.Http.Benchmarks.Scale;

switch (args)
{
    case ["behaviour"]:
        await BehaviourTable.PrintAsync();
        break;
    case ["rollover"]:
        await RolloverTable.PrintAsync(TimeSpan.FromSeconds(30));
        break;
    case ["scale"]:
        await ScaleTable.PrintAsync();
        break;
    default:
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(SideBySide).Assembly).Run(args, new SideBySide());
        // A benchmark that no longer runs fails the build.
        Environment.ExitCode = summaries.All(summary => summary.Reports.Length == summary.BenchmarksCases.Length && summary.Reports.All(report => report.Success)) ? 0 : 1;
        break;
}
