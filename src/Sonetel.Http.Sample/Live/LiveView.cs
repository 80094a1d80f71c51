using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sonetel.Http.Sample;

/// <summary>Draws the current state of a comparison.</summary>
internal static class LiveView
{
    public const int Width = 104;

    private const int ColumnWidth = (Width - 7) / 2;

    public static IRenderable Of(Comparison comparison)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };

        foreach (var side in (Side[])[comparison.HandWritten, comparison.Library])
        {
            var name = new Markup($"[bold]{side.Name.EscapeMarkup()}[/]");
            table.AddColumn(new TableColumn(name) { Width = ColumnWidth });
        }

        table.AddRow(SideView.Of(comparison.HandWritten), SideView.Of(comparison.Library));
        return new Rows(Header(comparison), table);
    }

    private static Rows Header(Comparison comparison)
    {
        var done = comparison.Results.Count;
        var steps = comparison.Steps.Select((step, i) => Describe(step.Name.EscapeMarkup(), i.CompareTo(done)));
        var title = $"[bold]One emulator, {SteadyTraffic.PerSecond} calls a second for each[/]";
        var time = $"{comparison.Elapsed.TotalSeconds,5:0.0} s";
        return new Rows(new Markup($"{title}  {time}"), new Markup(string.Join("[grey] › [/]", steps)));
    }

    private static string Describe(string step, int order) => order switch
    {
        < 0 => $"[grey]{step}[/]",
        0 => $"[bold black on yellow] {step} [/]",
        _ => step,
    };
}
