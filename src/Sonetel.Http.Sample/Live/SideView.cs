using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sonetel.Http.Sample;

/// <summary>Draws one app: its token, counts and events.</summary>
internal static class SideView
{
    private const int BarWidth = 10;

    private const int EventLines = 10;

    private static readonly TimeSpan FullBar = TimeSpan.FromSeconds(10);

    public static IRenderable Of(Side side)
    {
        var counts = side.Meter.Counts;
        var failures = counts.Failures == 0 ? "[green]0[/]" : $"[bold red]{counts.Failures:N0}[/]";
        var grid = new Grid().AddColumn(new GridColumn { Width = 16, NoWrap = true }).AddColumn();

        grid.AddRow("token lasts", Bar(side.TimeLeft));
        grid.AddRow("calls", $"{counts.Calls:N0}");
        grid.AddRow("failures", failures);
        grid.AddRow("token requests", $"{counts.TokenRequests:N0}");
        grid.AddRow("p99, last second", Percentile(side.Meter.Percentile99()));
        return new Rows([grid, new Text(string.Empty), .. Events(side.Meter.Events.Last)]);
    }

    private static string Bar(TimeSpan left)
    {
        var filled = (int)Math.Round(Math.Min(left / FullBar, 1) * BarWidth);
        var color = left < TimeSpan.FromSeconds(1) ? "red" : "green";
        var bar = $"[{color}]{new string('━', filled)}[/][grey]{new string('─', BarWidth - filled)}[/]";
        return $"{bar} {left.TotalSeconds:0.0} s";
    }

    private static string Percentile(TimeSpan? percentile)
    {
        if (percentile is not { } time)
        {
            return "–";
        }

        var color = time.TotalMilliseconds switch
        {
            < 150 => "green",
            < 600 => "yellow",
            _ => "bold red",
        };
        return $"[{color}]{time.TotalMilliseconds:N0} ms[/]";
    }

    // Always the same number of lines, so that the view does not jump.
    private static IEnumerable<IRenderable> Events(IReadOnlyList<LiveEvent> events)
    {
        var empty = Enumerable.Repeat(new Text(string.Empty), EventLines - Math.Min(events.Count, EventLines));
        return [.. events.TakeLast(EventLines).Select(Line), .. empty];
    }

    private static Markup Line(LiveEvent e)
    {
        var color = e.Severity switch
        {
            Severity.Step => "bold",
            Severity.Good => "green",
            Severity.Slow => "yellow",
            _ => "red",
        };
        var times = e.Times == 1 ? string.Empty : $" ×{e.Times:N0}";
        return new Markup($"[grey]{e.At.TotalSeconds,4:0.0}[/] [{color}]{e.Text.EscapeMarkup()}{times}[/]");
    }
}
