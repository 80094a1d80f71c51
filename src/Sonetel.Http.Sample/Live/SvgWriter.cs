using System.Globalization;
using System.Xml.Linq;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sonetel.Http.Sample;

/// <summary>
/// Writes a Spectre.Console view as an SVG: a terminal window with its own background, so that it is readable on light
/// and dark pages.
/// </summary>
internal static class SvgWriter
{
    private const double CellWidth = 8.4;

    private const double LineHeight = 19;

    private const double Margin = 18;

    private const string Background = "#161b22";

    private const string Fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

    private const string Foreground = "#e6edf3";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XDocument Write(IRenderable view, int columns, string title)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
            Out = new AnsiConsoleOutput(TextWriter.Null),
        });
        console.Profile.Width = columns;
        console.Profile.Capabilities.Unicode = true;
        var segments = view.Render(RenderOptions.Create(console, console.Profile.Capabilities), columns);
        var lines = Segment.SplitLines(segments);
        var width = (columns * CellWidth) + (2 * Margin);
        var height = (lines.Count * LineHeight) + (2 * Margin);

        return new XDocument(new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Text(width)} {Text(height)}"),
            new XAttribute("width", Text(width)),
            new XAttribute("height", Text(height)),
            new XAttribute("role", "img"),
            new XElement(Svg + "title", title),
            Rectangle(0, 0, width, height, Background, radius: 8),
            new XElement(
                Svg + "g",
                new XAttribute("font-family", Fonts),
                new XAttribute("font-size", "14"),
                new XAttribute(XNamespace.Xml + "space", "preserve"),
                lines.SelectMany((line, row) => Line(line, Margin + (row * LineHeight))))));
    }

    private static IEnumerable<XElement> Line(SegmentLine line, double y)
    {
        var x = Margin;

        foreach (var segment in Joined(line))
        {
            var width = segment.CellCount() * CellWidth;

            if (segment.Style.Background != Color.Default)
            {
                yield return Rectangle(x, y, width, LineHeight, SvgPalette.Of(segment.Style.Background), radius: 3);
            }

            if (!string.IsNullOrWhiteSpace(segment.Text))
            {
                yield return Run(segment, x, y + (LineHeight * 0.74), width);
            }

            x += width;
        }
    }

    // Spectre.Console makes a segment of each word; adjacent words of the same style are joined.
    private static IEnumerable<Segment> Joined(SegmentLine line)
    {
        Segment? run = null;

        foreach (var segment in line)
        {
            var continues = run is not null && run.Style.Equals(segment.Style) && !IsGap(run) && !IsGap(segment);

            if (run is not null && !continues)
            {
                yield return run;
            }

            run = continues ? new Segment(run!.Text + segment.Text, run.Style) : segment;
        }

        if (run is not null)
        {
            yield return run;
        }
    }

    private static bool IsGap(Segment segment) => segment.Text.Length > 1 && string.IsNullOrWhiteSpace(segment.Text);

    // textLength keeps the columns aligned with any font.
    private static XElement Run(Segment segment, double x, double y, double width)
    {
        var color = segment.Style.Foreground;
        var isBold = (segment.Style.Decoration & Decoration.Bold) != 0;
        return new XElement(
            Svg + "text",
            new XAttribute("x", Text(x)),
            new XAttribute("y", Text(y)),
            new XAttribute("textLength", Text(width)),
            new XAttribute("fill", color == Color.Default ? Foreground : SvgPalette.Of(color)),
            isBold ? new XAttribute("font-weight", "bold") : null,
            segment.Text);
    }

    private static XElement Rectangle(double x, double y, double width, double height, string fill, int radius) =>
        new(
            Svg + "rect",
            new XAttribute("x", Text(x)),
            new XAttribute("y", Text(y)),
            new XAttribute("width", Text(width)),
            new XAttribute("height", Text(height)),
            new XAttribute("rx", radius),
            new XAttribute("fill", fill));

    private static string Text(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);
}
