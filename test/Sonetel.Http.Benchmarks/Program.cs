using BenchmarkDotNet.Running;
using Sonetel.Http.Benchmarks.Behaviour;
using Sonetel.Http.Benchmarks.Faults;
using Sonetel.Http.Benchmarks.Faults.Members;
using Sonetel.Http.Benchmarks.Fleet;
using Sonetel.Http.Benchmarks.Fleet.Members;
using Sonetel.Http.Benchmarks.Rollover;
using Sonetel.Http.Benchmarks.Running;
using Sonetel.Http.Benchmarks.Scale;

// Programs of their own, and the processes that they start.
switch (args)
{
    case ["fleet", .. var rest]:
        return await FleetProgram.RunAsync(rest);
    case ["fleet-member", var settings]:
        return await FleetMember.RunAsync(MemberSettings.Parse(settings));
    case ["faults", .. var rest]:
        return await FaultsProgram.RunAsync(rest);
    case ["fault-member", var settings]:
        return await FaultMember.RunAsync(FaultMemberSettings.Parse(settings));
}

var isDry = args.Contains("dry", StringComparer.OrdinalIgnoreCase);
// What BenchmarkDotNet measures, and the tables of counts, which it does not: each by its own word, or all by --filter '*'.
var isAll = args.Contains("*");

if (isAll || args is not (["behaviour"] or ["rollover"] or ["scale"]))
{
    var summaries = BenchmarkSwitcher.FromAssembly(typeof(SideBySide).Assembly).Run(args, new SideBySide(isDry)).ToArray();
    // A benchmark that no longer runs fails the build, and so does a filter that finds none.
    Environment.ExitCode = summaries.Length > 0 && Array.TrueForAll(summaries, RunStatus.IsWhole) ? 0 : 1;
}

if (isAll || args is ["behaviour"])
{
    await BehaviourTable.PrintAsync();
}

if (isAll || args is ["rollover"])
{
    await RolloverTable.PrintAsync(TimeSpan.FromSeconds(isDry ? 3 : 30));
}

if (isAll || args is ["scale"])
{
    await ScaleTable.PrintAsync(isDry ? [1_000] : [1_000, 10_000, 100_000]);
}

return Environment.ExitCode;
