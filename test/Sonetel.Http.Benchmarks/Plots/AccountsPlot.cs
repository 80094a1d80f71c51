using Sonetel.Http.Benchmarks.Scale;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Above, what an account takes of the heap; below, how long it takes to get its token.</summary>
internal static class AccountsPlot
{
    private const double Bars = 164;
    private const double BarsEnd = 600;
    private const double Top = 112;

    public static string Draw(ScaleResult[] rows)
    {
        var sorted = rows.OrderBy(row => row.Accounts).ToArray();
        var svg = new Svg("Bytes and time per account", Description(sorted));
        svg.Heading(
            "Bytes per account",
            "On the heap, for each account that has a token of 1,080 characters. Shorter is better.");
        svg.Legend(Svg.Left, 90, ("ours", "the account"), ("peer-soft", "the text of its token"));
        var bottom = Bytes(svg, sorted);
        return svg.ToText(Times(svg, sorted, bottom + 64));
    }

    private static double Bytes(Svg svg, ScaleResult[] rows)
    {
        const double RowHeight = 36;
        var bottom = Top + (RowHeight * rows.Length);
        var scale = AxisScale.Linear(rows.Select(row => row.BytesPerAccount + row.TokenBytes), Bars, BarsEnd);
        svg.Columns(scale, Top, bottom, Numbers.Bytes);

        foreach (var (number, row) in rows.Index())
        {
            var middle = Top + (RowHeight * (number + 0.5));
            var (ours, all) = (row.BytesPerAccount, row.BytesPerAccount + row.TokenBytes);
            svg.RowTitle(Bars - 12, middle, $"{Numbers.Count(row.Accounts)} accounts", string.Empty, isOurs: false);
            svg.Rectangle("peer-soft", scale.At(ours) + 1, middle - 11, scale.At(all) - scale.At(ours) - 1, 22);
            svg.Bar("ours", scale, ours, middle - 11, 22);
            svg.Text("label halo strong ours", scale.At(all) + 8, middle + 4.5, Numbers.Bytes(ours));
            svg.Text("right muted", Svg.Right, middle + 4.5, $"{Numbers.Megabytes(all * row.Accounts)} in all");
        }

        return bottom;
    }

    private static double Times(Svg svg, ScaleResult[] rows, double top)
    {
        const double RowHeight = 42;
        svg.Text("heading text", Svg.Left, top, "Time to get a token that is there");
        svg.Text("label muted", Svg.Left, top + 22, "Per GetAccessTokenAsync, one account after the other. Shorter is better.");
        svg.Legend(Svg.Left, top + 54, ("ours", "the account is at hand"), ("ours-soft", "looked up by its name"));
        top += 74;
        var bottom = top + (RowHeight * rows.Length);
        var times = rows.SelectMany(row => new[] { row.InTurnNanoseconds, row.ByNameNanoseconds });
        var scale = AxisScale.Linear(times, Bars, BarsEnd);
        svg.Columns(scale, top, bottom, Numbers.Nanoseconds);

        foreach (var (number, row) in rows.Index())
        {
            var middle = top + (RowHeight * (number + 0.5));
            svg.RowTitle(Bars - 12, middle, $"{Numbers.Count(row.Accounts)} accounts", string.Empty, isOurs: false);
            Bar(svg, scale, "ours", row.InTurnNanoseconds, middle - 15);
            Bar(svg, scale, "ours-soft", row.ByNameNanoseconds, middle + 1);
        }

        return bottom + 40;
    }

    private static void Bar(Svg svg, AxisScale scale, string css, double value, double y)
    {
        svg.Bar(css, scale, value, y, 14);
        svg.Text("halo text", scale.At(value) + 6, y + 11.5, Numbers.Nanoseconds(value));
    }

    private static string Description(ScaleResult[] rows)
    {
        var sentences = from row in rows
                        let bytes = $"{Numbers.Bytes(row.BytesPerAccount)} each above the token's text"
                        let atHand = $"{Numbers.Nanoseconds(row.InTurnNanoseconds)} per call"
                        let byName = $"{Numbers.Nanoseconds(row.ByNameNanoseconds)} by name"
                        select $"{Numbers.Count(row.Accounts)} accounts: {bytes}, {atHand}, {byName}";
        return string.Join("; ", sentences);
    }
}
