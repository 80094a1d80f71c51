using Sonetel.Http.Benchmarks.Rollover;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>The wait of all requests as a curve over the percentiles, which go on to the slowest request.</summary>
internal static class RolloverPlot
{
    private const double Left = 84;
    private const double Right = 590;
    private const double Top = 110;
    private const double Bottom = 394;

    // So little that nobody can tell it from nothing.
    private const double Least = 0.01;

    public static string Draw(RolloverResult[] rows)
    {
        var clients = rows.Where(row => row.Waits.Count > 0).OrderBy(Most).ToArray();
        var svg = new Svg("How long requests wait while tokens roll over", Description(clients));
        svg.Heading(
            "How long requests wait while tokens roll over",
            "Tokens end every two seconds, and the endpoint takes half a second. Both axes logarithmic; lower is better.",
            "A request that waited is one that waited for more than 20 ms.");

        var milliseconds = clients.SelectMany(row => row.Waits).Select(wait => Math.Max(wait.Milliseconds, Least));
        var waits = AxisScale.Log(milliseconds, Bottom, Top);
        var shares = AxisScale.Log(clients.Select(row => (double)row.Requests).Append(1), Left, Right);
        svg.Rows(waits, Left, Right, tick => (tick == waits.Ticks[0] ? "≤ " : string.Empty) + Numbers.Milliseconds(tick));

        foreach (var tick in shares.Ticks.SkipLast(1).Append(2))
        {
            svg.Line("grid", shares.At(tick), Top, shares.At(tick), Bottom);
            svg.Text("centre muted", shares.At(tick), Bottom + 18, Percent(tick));
        }

        svg.Text("centre muted", (Left + Right) / 2, Bottom + 40, "share of the requests that waited no longer");
        var labels = new EndLabels();

        // Ours last, so that it lies above the others.
        foreach (var row in clients.OrderBy(Clients.IsOurs))
        {
            var css = Clients.Css(row.Client);
            var points = row.Waits
                .OrderBy(wait => wait.Share)
                .Select(wait => (X: shares.At(OneIn(wait.Share, row.Requests)), Y: waits.At(wait.Milliseconds)))
                .ToArray();
            svg.Path($"{css} {(Clients.IsOurs(row) ? "thick" : "thin")}", points);
            svg.Dot(css, points[^1].X, points[^1].Y, 4);
            labels.Add(css, points[^1].X, points[^1].Y, Clients.Name(row.Client), AtMost(row), $"{Waited(row)} waited");
        }

        labels.Write(svg, Top, Bottom);
        return svg.ToText(Bottom + 60);
    }

    // One in how many requests waited longer. The curve ends at the slowest request.
    private static double OneIn(double share, int requests) => 1 / Math.Max(1 - share, 1.0 / requests);

    private static string Percent(double oneIn) => oneIn switch
    {
        1 => "0 %",
        2 => "50 %",
        10 => "90 %",
        100 => "99 %",
        _ => $"99.{new string('9', (int)Math.Round(Math.Log10(oneIn)) - 2)} %",
    };

    private static double Most(RolloverResult row) => row.Waits.Max(wait => wait.Milliseconds);

    private static string AtMost(RolloverResult row) => $"at most {Numbers.Milliseconds(Most(row))}";

    private static string Waited(RolloverResult row) => $"{Numbers.Count(row.Waited)} of {Numbers.Count(row.Requests)}";

    private static string Description(RolloverResult[] rows)
    {
        var sentences = from row in rows
                        select $"{Clients.Name(row.Client)}: {AtMost(row)}, {Waited(row)} requests waited over 20 ms";
        return string.Join("; ", sentences);
    }
}
