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
        BenchmarkSwitcher.FromAssembly(typeof(SideBySide).Assembly).Run(args, new SideBySide());
        break;
}
