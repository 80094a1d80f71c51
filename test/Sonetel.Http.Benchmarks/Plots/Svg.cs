using System.Globalization;
using System.Security;
using System.Text;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Writes one SVG, 800 pixels wide. The same calls give the same bytes on any machine.</summary>
internal sealed class Svg(string title, string description)
{
    public const double Width = 800;
    public const double Left = 24;
    public const double Right = Width - Left;

    private readonly StringBuilder _body = new();

    public void Text(string css, double x, double y, string text) =>
        _body.Append($"<text class=\"{css}\"{Attribute("x", x)}{Attribute("y", y)}>{SecurityElement.Escape(text)}</text>\n");

    public void Line(string css, double x1, double y1, double x2, double y2) =>
        _body.Append($"<line class=\"{css}\"{Attribute("x1", x1)}{Attribute("y1", y1)}{Attribute("x2", x2)}{Attribute("y2", y2)}/>\n");

    public void Rectangle(string css, double x, double y, double width, double height)
    {
        var corner = $"{Attribute("x", x)}{Attribute("y", y)}";
        _body.Append($"<rect class=\"{css}\"{corner}{Attribute("width", width)}{Attribute("height", height)} rx=\"2\"/>\n");
    }

    public void Dot(string css, double x, double y, double radius) =>
        _body.Append($"<circle class=\"{css}\"{Attribute("cx", x)}{Attribute("cy", y)}{Attribute("r", radius)}/>\n");

    public void Path(string css, IEnumerable<(double X, double Y)> points)
    {
        var steps = points.Select(point => $"{Number(point.X)} {Number(point.Y)}");
        _body.Append($"<path class=\"{css}\" d=\"M{string.Join('L', steps)}\"/>\n");
    }

    /// <summary>A bar from the start of a scale, wide enough to be seen; zero has none.</summary>
    public void Bar(string css, AxisScale scale, double value, double y, double height)
    {
        if (value != 0)
        {
            Rectangle(css, scale.Start, y, Math.Max(scale.At(value) - scale.Start, 2), height);
        }
    }

    /// <summary>The finished text of the file.</summary>
    public string ToText(double height) => $"""
        <svg xmlns="http://www.w3.org/2000/svg"{Size(height)} viewBox="0 0 {Number(Width)} {Number(height)}"
             role="img" aria-labelledby="title description">
        <title id="title">{SecurityElement.Escape(title)}</title>
        <desc id="description">{SecurityElement.Escape(description)}</desc>
        <style>
        {Palette.Style()}
        </style>
        <rect class="background"{Size(height)} rx="8"/>
        {_body}</svg>

        """.ReplaceLineEndings("\n");

    private static string Size(double height) => Attribute("width", Width) + Attribute("height", height);

    private static string Attribute(string name, double value) => $" {name}=\"{Number(value)}\"";

    // A tenth of a pixel: what logarithms differ by from one processor to another is far below.
    private static string Number(double value) =>
        Math.Round(value, 1, MidpointRounding.AwayFromZero).ToString("0.#", CultureInfo.InvariantCulture);
}
