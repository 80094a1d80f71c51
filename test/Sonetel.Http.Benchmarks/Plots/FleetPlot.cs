using System.Globalization;
using Sonetel.Http.Benchmarks.Fleet;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Above, how often a fleet asks for tokens; below, how long its calls take.</summary>
internal static class FleetPlot
{
    public static string Draw(FleetResult[] rows)
    {
        var svg = new Svg("Token requests of a fleet, and how long its calls take", Description(rows));
        svg.Heading(
            "Token requests of a fleet",
            "For each account, while one token lives. One is enough; shorter is better.");
        var requests = new FleetMatrix(svg, rows)
        {
            Number = row => row.TokenRequestsPerLifetime,
            Format = value => value.ToString("0.00", CultureInfo.InvariantCulture),
        };
        var bottom = requests.Draw(86);

        svg.Text("heading text", Svg.Left, bottom + 46, "The slowest call in a hundred");
        const string Note = "p99 of a call to an API in the same process. Logarithmic; shorter is better.";
        svg.Text("label muted", Svg.Left, bottom + 68, Note);
        var calls = new FleetMatrix(svg, rows)
        {
            Number = row => row.P99Microseconds,
            Format = Numbers.Microseconds,
            IsLogarithmic = true,
        };
        return svg.ToText(calls.Draw(bottom + 96) + 20);
    }

    public static (string Name, string Detail) Title(FleetStore store) => store switch
    {
        FleetStore.PostgreSql => ("PostgreSQL", ""),
        FleetStore.PgBouncer => ("PostgreSQL", "behind PgBouncer"),
        FleetStore.Redis => ("Redis", ""),
        FleetStore.DistributedCache => ("Redis", "through IDistributedCache"),
        FleetStore.SemaphoreSlim => ("By hand", "SemaphoreSlim + Redis"),
        _ => ("By hand", "HybridCache + Redis"),
    };

    private static string Description(FleetResult[] rows)
    {
        var sentences = from row in rows
                        orderby row.Accounts, row.Processes, row.Store
                        let title = Title(row.Store)
                        let name = $"{title.Name} {title.Detail}".TrimEnd()
                        let fleet = $"{row.Processes} processes with {Numbers.Count(row.Accounts)} accounts"
                        let calls = $"p99 {Numbers.Microseconds(row.P99Microseconds)}"
                        select $"{name}, {fleet}: {row.TokenRequestsPerLifetime:N2} token requests, {calls}";
        return string.Join("; ", sentences);
    }
}
