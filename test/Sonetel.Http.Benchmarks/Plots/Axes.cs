namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Headings, grids with their numbers, and legends.</summary>
internal static class Axes
{
    private const double CharacterWidth = 6.6;

    public static void Heading(this Svg svg, string heading, params string[] notes)
    {
        svg.Text("heading text", Svg.Left, 36, heading);

        for (var line = 0; line < notes.Length; line++)
        {
            svg.Text("label muted", Svg.Left, 58 + (18 * line), notes[line]);
        }
    }

    /// <summary>A vertical line for each tick, with its number below.</summary>
    public static void Columns(this Svg svg, AxisScale scale, double top, double bottom, Func<double, string> format)
    {
        foreach (var tick in scale.Ticks)
        {
            svg.Line(tick == scale.Ticks[0] ? "axis" : "grid", scale.At(tick), top, scale.At(tick), bottom);
            svg.Text("centre muted", scale.At(tick), bottom + 17, format(tick));
        }
    }

    /// <summary>A horizontal line for each tick, with its number to the left.</summary>
    public static void Rows(this Svg svg, AxisScale scale, double left, double right, Func<double, string> format)
    {
        foreach (var tick in scale.Ticks)
        {
            svg.Line(tick == scale.Ticks[0] ? "axis" : "grid", left, scale.At(tick), right, scale.At(tick));
            svg.Text("right muted", left - 8, scale.At(tick) + 4, format(tick));
        }
    }

    public static void Legend(this Svg svg, double x, double y, params (string Css, string Text)[] entries)
    {
        foreach (var (css, text) in entries)
        {
            svg.Rectangle(css, x, y - 10, 12, 12);
            svg.Text("muted", x + 18, y, text);
            x += 18 + (text.Length * CharacterWidth) + 20;
        }
    }

    /// <summary>What a row is: its name, and below it what exactly.</summary>
    public static void RowTitle(this Svg svg, double right, double middle, string name, string detail, bool isOurs)
    {
        var css = isOurs ? "label right strong ours" : "label right text";
        svg.Text(css, right, detail.Length == 0 ? middle + 4.5 : middle - 2, name);

        if (detail.Length > 0)
        {
            svg.Text("right muted", right, middle + 14, detail);
        }
    }
}
