using Spectre.Console;

namespace Sonetel.Http.Sample;

/// <summary>The colors of the view, as a terminal shows them on a dark background.</summary>
internal static class SvgPalette
{
    public static string Of(Color color) => color switch
    {
        _ when color == Color.Red => "#ff7b72",
        _ when color == Color.Green => "#56d364",
        _ when color == Color.Yellow => "#e3b341",
        _ when color == Color.Grey => "#8b949e",
        _ when color == Color.Black => "#161b22",
        _ => $"#{color.ToHex()}",
    };
}
