namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>The names of lines at their ends, moved apart where they would overlap.</summary>
internal sealed class EndLabels
{
    private const double LineHeight = 16;
    private const double Gap = 8;

    private readonly List<(string Css, double X, double Y, string[] Lines)> _labels = [];

    public void Add(string css, double x, double y, params string[] lines) => _labels.Add((css, x, y, lines));

    public void Write(Svg svg, double top, double bottom)
    {
        var sorted = _labels.OrderBy(label => label.Y).ToArray();
        var starts = new double[sorted.Length];
        var next = top;

        for (var number = 0; number < sorted.Length; number++)
        {
            starts[number] = Math.Max(next, sorted[number].Y - (Height(sorted[number].Lines) / 2));
            next = starts[number] + Height(sorted[number].Lines) + Gap;
        }

        // What was pushed below the plot comes back up, and pushes what is above it.
        for (var (number, limit) = (sorted.Length - 1, bottom); number >= 0; number--)
        {
            starts[number] = Math.Min(starts[number], limit - Height(sorted[number].Lines));
            limit = starts[number] - Gap;
        }

        for (var number = 0; number < sorted.Length; number++)
        {
            Write(svg, sorted[number].Css, sorted[number].X + 12, starts[number], sorted[number].Lines);
        }
    }

    private static void Write(Svg svg, string css, double x, double y, string[] lines)
    {
        svg.Text($"label strong {css}", x, y + 12, lines[0]);

        for (var line = 1; line < lines.Length; line++)
        {
            svg.Text("muted", x, y + 12 + (LineHeight * line), lines[line]);
        }
    }

    private static double Height(string[] lines) => LineHeight * lines.Length;
}
