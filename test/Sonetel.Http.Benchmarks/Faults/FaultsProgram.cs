using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>Measures the rows of a command line, prints them and keeps them as data.</summary>
internal static class FaultsProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (rows, plan, isDry) = FaultArguments.Parse(args);
        var results = new List<FaultResult>();

        foreach (var batch in rows.Chunk(isDry ? rows.Count : 1))
        {
            results.AddRange(await Task.WhenAll(batch.Select(row => MeasureAsync(row, plan))));

            // A dry run shows that everything works, and measures nothing.
            await (isDry ? Task.CompletedTask : ResultFile.MergeAsync("faults.json", results, row => row.Key));
        }

        FaultTable.Print(results);
        return isDry && results.Exists(row => row.Lost > 0) ? 1 : 0;
    }

    private static async Task<FaultResult> MeasureAsync(FaultRow row, FaultPlan plan)
    {
        Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {string.Join(' ', row.Words)}");
        var left = plan.Repetitions;
        var worlds = Enumerable.Range(0, Math.Min(plan.Worlds, plan.Repetitions)).Select(_ => StrikeAsync());
        var measurements = await Task.WhenAll(worlds);
        return FaultResult.Of(row, plan, [.. measurements.SelectMany(some => some)]);

        async Task<List<FaultMeasurement>> StrikeAsync()
        {
            var some = new List<FaultMeasurement>();

            while (Volatile.Read(ref left) > 0)
            {
                some.AddRange(await StrikeWorldAsync(row, plan, () => Interlocked.Decrement(ref left) >= 0));
            }

            return some;
        }
    }

    /// <summary>Strikes one fleet until it is lost, or there are enough.</summary>
    private static async Task<List<FaultMeasurement>> StrikeWorldAsync(FaultRow row, FaultPlan plan, Func<bool> takesOne)
    {
        var some = new List<FaultMeasurement>();
        await using var world = await FaultWorld.StartAsync(row, plan);

        while (some is not [.., { ToToken: null }] && takesOne())
        {
            some.Add(await world.MeasureAsync());
        }

        return some;
    }
}
