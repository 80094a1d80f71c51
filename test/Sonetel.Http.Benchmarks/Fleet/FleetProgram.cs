using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>Measures the rows of a command line, prints them, keeps them as data, and tells by its exit code what is broken.</summary>
internal static class FleetProgram
{
    private static readonly int[] AccountsPerProcess = [1, 4, 16, 64];

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = FleetArguments.Parse(args);
        var faults = new List<string>();
        var results = new List<FleetResult>();

        foreach (var batch in Batches(arguments))
        {
            var names = string.Join(", ", batch.Select(row => $"{row.Store.Word()} {row.Size}"));
            Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {names}");
            await Task.WhenAll(batch.Select(row => MeasureAsync(row, arguments.Plan, results, faults)));
            await KeepAsync(arguments, "fleet.json", results, row => row.Key);
        }

        var saturation = await SaturateAsync(arguments);
        FleetTable.Print(results);
        FleetTable.Print(saturation);
        faults.AddRange(
            from row in results
            where row.Fault is not null
            select $"{row.Store.Title()}, {row.Processes} × {row.Accounts}: {row.Fault}");
        faults.ForEach(Console.Error.WriteLine);
        return faults.Count == 0 ? 0 : 1;
    }

    // Rows of one size beside each other: with few accounts a process has little to do.
    private static IEnumerable<FleetRow[]> Batches(FleetArguments arguments) =>
        from row in arguments.Rows
        group row by arguments.IsTogether && row.IsSmall ? row.Size : row.Key into batch
        select batch.ToArray();

    private static async Task MeasureAsync(FleetRow row, FleetPlan plan, List<FleetResult> results, List<string> faults)
    {
        try
        {
            var result = await new FleetRun(row, plan).RunAsync();

            lock (results)
            {
                results.Add(result);
            }
        }
        catch (Exception e)
        {
            // The other rows are measured all the same.
            lock (results)
            {
                faults.Add($"{row.Store.Title()}, {row.Size}: {e.Message}");
            }
        }
    }

    private static async Task<List<SaturationResult>> SaturateAsync(FleetArguments arguments)
    {
        var results = new List<SaturationResult>();
        var (duration, accounts) = arguments.IsDry ? (TimeSpan.FromSeconds(1), [4]) : (TimeSpan.FromSeconds(5), AccountsPerProcess);

        if (arguments.IsDry)
        {
            var all = await Task.WhenAll(arguments.Saturated.Select(store => new SaturationRun(store, duration, accounts).RunAsync()));
            return [.. all.SelectMany(rows => rows)];
        }

        foreach (var store in arguments.Saturated)
        {
            Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {store.Word()} saturation");
            results.AddRange(await new SaturationRun(store, duration, accounts).RunAsync());
            await KeepAsync(arguments, "saturation.json", results, row => row.Key);
        }

        return results;
    }

    // A dry run shows that everything works, and measures nothing.
    private static Task KeepAsync<TRow>(FleetArguments arguments, string file, List<TRow> rows, Func<TRow, string> key) =>
        arguments.IsDry ? Task.CompletedTask : ResultFile.MergeAsync(file, rows, key);
}
