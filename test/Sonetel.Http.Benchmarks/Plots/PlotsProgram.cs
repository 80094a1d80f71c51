using System.Runtime.CompilerServices;
using Sonetel.Http.Benchmarks.Behaviour;
using Sonetel.Http.Benchmarks.Fleet;
using Sonetel.Http.Benchmarks.HotPath;
using Sonetel.Http.Benchmarks.Rollover;
using Sonetel.Http.Benchmarks.Running;
using Sonetel.Http.Benchmarks.Scale;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Draws what stands in <c>Results</c>. The same data give the same files, byte for byte.</summary>
internal static class PlotsProgram
{
    public static async Task<int> RunAsync()
    {
        await DrawAsync<HotPathResult>("hot-path.svg", HotPathResult.File, HotPathPlot.Draw);
        await DrawAsync<RolloverResult>("rollover.svg", RolloverResult.File, RolloverPlot.Draw);
        await DrawAsync<BehaviourResult>("callers.svg", BehaviourResult.File, CallersPlot.Draw);
        await DrawAsync<ScaleResult>("bytes-per-account.svg", ScaleResult.File, AccountsPlot.Draw);
        await DrawAsync<FleetResult>("fleet.svg", "fleet.json", FleetPlot.Draw);
        return 0;
    }

    private static async Task DrawAsync<TRow>(string name, string data, Func<TRow[], string> draw)
    {
        var rows = await ResultFile.ReadAsync<TRow>(data);

        if (rows.Length == 0)
        {
            Console.Error.WriteLine($"{name} stays as it is: there are no rows in {data}.");
            return;
        }

        await File.WriteAllTextAsync(Path.Combine(Folder(), name), draw(rows));
        Console.WriteLine(name);
    }

    private static string Folder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
