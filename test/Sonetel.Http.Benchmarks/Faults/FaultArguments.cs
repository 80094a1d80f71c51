using System.Globalization;

namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>Which rows to measure, and how.</summary>
internal sealed record FaultArguments(IReadOnlyList<FaultRow> Rows, FaultPlan Plan, bool IsDry)
{
    /// <summary>Words are stores, faults and accounts; a row is measured that has all of them.</summary>
    public static FaultArguments Parse(string[] args)
    {
        var isDry = args.Contains("--dry");
        string[] valued = ["--repeat", "--worlds", "--member", "--version", "--lifetime"];
        var words = args.Where((word, at) => !word.StartsWith("--", StringComparison.Ordinal) && (at == 0 || !valued.Contains(args[at - 1])));
        var all = isDry ? FaultRow.Dry : FaultRow.All;
        var rows = all.Where(row => words.All(word => row.Words.Contains(word))).ToArray();

        if (rows.Length == 0)
        {
            throw new ArgumentException($"No row has all of these: {string.Join(' ', words)}");
        }

        var plan = new FaultPlan(
            TimeSpan.FromSeconds(Number(args, "--lifetime") ?? (isDry ? 5 : 10)),
            Processes: isDry ? 2 : 4,
            Number(args, "--repeat") ?? (isDry ? 1 : 20),
            Number(args, "--worlds") ?? (isDry ? 1 : 10),
            Value(args, "--member"),
            Value(args, "--version") ?? "now");
        return new FaultArguments(rows, plan, isDry);
    }

    private static int? Number(string[] args, string option) =>
        Value(args, option) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    private static string? Value(string[] args, string option) =>
        Array.IndexOf(args, option) is >= 0 and var at ? args[at + 1] : null;
}
