using Sonetel.Http.Benchmarks.Fleet;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>One number of all results: a row for each store, a column for each size of a fleet, in each cell a bar.</summary>
internal sealed class FleetMatrix(Svg svg, FleetResult[] rows)
{
    private const double Cells = 206;
    private const double Widest = 180;
    private const double RowHeight = 40;
    private const double NumberWidth = 58;

    public required Func<FleetResult, double> Number { get; init; }

    public required Func<double, string> Format { get; init; }

    public bool IsLogarithmic { get; init; }

    /// <summary>Draws it, and gives where it ends.</summary>
    public double Draw(double top)
    {
        var sizes = rows.Select(row => (row.Accounts, row.Processes)).Distinct().Order().ToArray();
        var stores = rows.GroupBy(row => row.Store).OrderBy(AsksAgain).ThenBy(store => store.Key).ToArray();
        var width = Math.Min((Svg.Right - Cells) / sizes.Length, Widest);
        svg.Text("right muted", Cells - 12, top + 12, "processes × accounts");
        top += 24;

        foreach (var (number, store) in stores.Index())
        {
            var (name, detail) = FleetPlot.Title(store.Key);
            svg.RowTitle(Cells - 12, top + (RowHeight * (number + 0.5)), name, detail, store.Key.IsOurs());
        }

        foreach (var (column, (accounts, processes)) in sizes.Index())
        {
            var left = Cells + (width * column);
            svg.Text("strong text", left, top - 12, $"{Numbers.Count(processes)} × {Numbers.Count(accounts)}");
            svg.Line("axis", left, top, left, top + (RowHeight * stores.Length));
            var cells = stores.Select(store => store.FirstOrDefault(row => (row.Accounts, row.Processes) == (accounts, processes)));
            Column(cells, Scale(left, left + width - NumberWidth), top);
        }

        return top + (RowHeight * stores.Length);
    }

    // Stores that ask once first, and the others after them.
    private static bool AsksAgain(IEnumerable<FleetResult> store) =>
        store.Average(row => row.TokenRequestsPerLifetime) > 1.005;

    private AxisScale Scale(double start, double end)
    {
        var numbers = rows.Select(Number);
        return IsLogarithmic ? AxisScale.Log(numbers, start, end) : AxisScale.Linear(numbers, start, end);
    }

    private void Column(IEnumerable<FleetResult?> cells, AxisScale scale, double top)
    {
        foreach (var (number, row) in cells.Index())
        {
            var middle = top + (RowHeight * (number + 0.5));

            if (row is null)
            {
                svg.Text("muted", scale.Start + 6, middle + 4, "–");
                continue;
            }

            svg.Bar(row.Store.IsOurs() ? "ours" : "peer", scale, Number(row), middle - 9, 18);
            svg.Text("halo text", scale.At(Number(row)) + 6, middle + 4, Format(Number(row)));
        }
    }
}
