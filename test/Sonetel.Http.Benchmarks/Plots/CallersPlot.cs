using Sonetel.Http.Benchmarks.Behaviour;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Above, how many token requests a cold start makes; below, what follows a token that is refused.</summary>
internal static class CallersPlot
{
    private const double Left = 84;
    private const double Right = 590;
    private const double Top = 96;
    private const double Bottom = 300;
    private const double Bars = 244;
    private const double BarsEnd = 690;
    private const double RowHeight = 42;

    public static string Draw(BehaviourResult[] rows)
    {
        var svg = new Svg("Callers against token requests", Description(rows));
        svg.Heading(
            "Token requests of a cold start",
            "No token yet, and all callers ask at once. Both axes logarithmic; lower is better.");
        Cold(svg, rows.Where(row => row.Cold.Count > 0).ToArray());
        var height = Refused(svg, rows, Bottom + 96);
        return svg.ToText(height);
    }

    private static void Cold(Svg svg, BehaviourResult[] rows)
    {
        var starts = rows.SelectMany(row => row.Cold).ToArray();
        var callers = AxisScale.Log(starts.Select(start => (double)start.Callers), Left, Right);
        var requests = AxisScale.Log(starts.Select(start => (double)start.TokenRequests), Bottom - 12, Top);
        svg.Rows(requests, Left, Right, Numbers.Count);
        svg.Line("axis", Left, Bottom, Right, Bottom);

        foreach (var tick in callers.Ticks)
        {
            svg.Text("centre muted", callers.At(tick), Bottom + 18, Numbers.Count(tick));
        }

        svg.Text("centre muted", (Left + Right) / 2, Bottom + 38, "callers");
        var labels = new EndLabels();

        // Lines that lie on each other are one, and share a label.
        foreach (var line in Lines(rows))
        {
            var css = Clients.Css(line[0].Client);
            var points = line[0].Cold
                .OrderBy(start => start.Callers)
                .Select(start => (X: callers.At(start.Callers), Y: requests.At(start.TokenRequests)))
                .ToArray();
            svg.Path($"{css} {(Clients.IsOurs(line[0]) ? "thick" : "thin")}", points);

            foreach (var (x, y) in points)
            {
                svg.Dot(css, x, y, 4);
            }

            var names = line.Select(row => $"{Clients.Name(row.Client)}: {Numbers.Count(Most(row).TokenRequests)}");
            labels.Add(css, points[^1].X, points[^1].Y, [.. names]);
        }

        labels.Write(svg, Top - 16, Bottom + 4);
    }

    private static IEnumerable<BehaviourResult[]> Lines(BehaviourResult[] rows) =>
        from row in rows
        orderby Clients.IsOurs(row) descending, row.Client
        group row by string.Join(' ', row.Cold.Select(start => $"{start.Callers}:{start.TokenRequests}")) into line
        orderby Clients.IsOurs(line.First())
        select line.ToArray();

    private static ColdStart Most(BehaviourResult row) => row.Cold.MaxBy(start => start.Callers)!;

    private static double Refused(Svg svg, BehaviourResult[] rows, double top)
    {
        svg.Text("heading text", Svg.Left, top, "Twenty callers get a 401 for the same token");
        const string Note = "Their requests are on the way with one token, and the API refuses it. Shorter is better.";
        svg.Text("label muted", Svg.Left, top + 22, Note);
        svg.Legend(
            Svg.Left,
            top + 52,
            ("ours", "token requests, Sonetel.Http"),
            ("peer", "token requests, others"),
            ("warm", "callers left with the 401"));
        var counts = rows.SelectMany(row => new double[] { row.RefusedRenewals, row.RefusedCallers });
        var scale = AxisScale.Linear(counts, Bars, BarsEnd);
        var sorted = rows
            .OrderBy(row => row.RefusedCallers)
            .ThenBy(row => row.RefusedRenewals)
            .ThenByDescending(Clients.IsOurs)
            .ToArray();
        top += 72;
        var bottom = top + (RowHeight * sorted.Length);
        svg.Columns(scale, top, bottom, Numbers.Count);

        for (var number = 0; number < sorted.Length; number++)
        {
            var row = sorted[number];
            var middle = top + (RowHeight * (number + 0.5));
            svg.RowTitle(Bars - 12, middle, Clients.Name(row.Client), Clients.Detail(row.Client), Clients.IsOurs(row));
            Bar(svg, scale, Clients.IsOurs(row) ? "ours" : "peer", row.RefusedRenewals, middle - 15);
            Bar(svg, scale, "warm", row.RefusedCallers, middle + 1);
        }

        return bottom + 40;
    }

    private static void Bar(Svg svg, AxisScale scale, string css, int value, double y)
    {
        svg.Bar(css, scale, value, y, 14);
        svg.Text("halo text", scale.At(value) + 6, y + 11.5, Numbers.Count(value));
    }

    private static string Description(BehaviourResult[] rows)
    {
        var sentences = from row in rows
                        where row.Cold.Count > 0
                        let most = Most(row)
                        let cold = $"{Numbers.Count(most.TokenRequests)} token requests for {Numbers.Count(most.Callers)} callers"
                        let refused = $"{row.RefusedRenewals} after 20 concurrent 401s"
                        let left = $"{row.RefusedCallers} callers left with the 401"
                        select $"{Clients.Name(row.Client)}: {cold}, {refused}, {left}";
        return string.Join("; ", sentences);
    }
}
