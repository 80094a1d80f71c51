using BenchmarkDotNet.Running;
using Sonetel.Http.Benchmarks.Running;

switch (args)
{
    default:
        BenchmarkSwitcher.FromAssembly(typeof(SideBySide).Assembly).Run(args, new SideBySide());
        break;
}
