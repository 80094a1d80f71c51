namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>The rows as markdown.</summary>
internal static class FaultTable
{
    public static void Print(IEnumerable<FaultResult> results)
    {
        Console.WriteLine("| version | store | fault | account | faults (lost) | store away, s | to a token, median, s | worst | calls fail or wait, median, s | worst |");
        Console.WriteLine("| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");

        foreach (var row in results.OrderBy(row => row.Key, StringComparer.Ordinal))
        {
            var store = row.Store is FaultStore.Redis ? "Redis" : "PostgreSQL";
            var title = new FaultRow(row.Store, row.Fault, row.Account).Title;
            var account = row.Account is FaultAccount.Password ? "user and password" : "refresh token only";
            var faults = $"{row.ToTokenSeconds.Length + row.Lost} ({row.Lost})";
            var times = $"{Times(row.ToTokenSeconds)} | {Times(row.HurtSeconds)}";
            Console.WriteLine($"| {row.Version} | {store} | {title} | {account} | {faults} | {row.MedianAwaySeconds:N1} | {times} |");
        }
    }

    private static string Times(double[] sorted) =>
        sorted.Length == 0 ? "– | –" : $"{FaultResult.Median(sorted):N1} | {sorted[^1]:N1}";
}
