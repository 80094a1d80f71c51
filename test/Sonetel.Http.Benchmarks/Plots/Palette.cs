using System.Text;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>The colours of all plots as a style sheet. A browser picks light or dark by itself, also in an <c>img</c>.</summary>
internal static class Palette
{
    private static readonly (string Name, string Light, string Dark)[] Colours =
    [
        ("background", "#ffffff", "#0d1117"),
        ("text", "#1f2328", "#e6edf3"),
        ("muted", "#59636e", "#9198a1"),
        ("grid", "#e3e7eb", "#252b33"),
        ("axis", "#a5aeb8", "#59626d"),
        ("ours", "#0969da", "#4493f8"),
        ("ours-soft", "#8cbef5", "#2a5da3"),
        ("peer", "#868f99", "#7d8590"),
        ("peer-soft", "#c3cad1", "#474e57"),
        ("warm", "#bc4c00", "#f0883e"),
        ("violet", "#8250df", "#a371f7"),
        ("green", "#1a7f37", "#3fb950"),
    ];

    private static readonly string Fonts = """
        text{font-family:-apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
        text{font-size:12px;font-variant-numeric:tabular-nums}
        .heading{font-size:17px;font-weight:600}.label{font-size:13px}.strong{font-weight:600}
        .halo{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
        .right{text-anchor:end}.centre{text-anchor:middle}
        path,line{fill:none;stroke-width:1}.thin{stroke-width:2}.thick{stroke-width:3.5}.dashed{stroke-dasharray:4 4}
        path{stroke-linejoin:round;stroke-linecap:round}
        """.ReplaceLineEndings("\n");

    public static string Style()
    {
        var style = new StringBuilder(Fonts).Append('\n');
        Append(style, Colours.Select(colour => (colour.Name, colour.Light)));
        style.Append("@media (prefers-color-scheme:dark){\n");
        Append(style, Colours.Select(colour => (colour.Name, colour.Dark)));
        return style.Append('}').ToString();
    }

    // The same name fills an area and draws a line.
    private static void Append(StringBuilder style, IEnumerable<(string Name, string Value)> colours)
    {
        foreach (var (name, value) in colours)
        {
            if (name == "background")
            {
                // Behind numbers that stand on a grid.
                style.Append($".halo{{stroke:{value}}}");
            }

            style.Append($"rect.{name},text.{name},circle.{name}{{fill:{value}}}");
            style.Append($"line.{name},path.{name}{{stroke:{value}}}\n");
        }
    }
}
