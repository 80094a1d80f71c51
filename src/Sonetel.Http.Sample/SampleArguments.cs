using Spectre.Console;

namespace Sonetel.Http.Sample;

/// <summary>The parsed command line.</summary>
internal sealed record SampleArguments(bool IsLive, bool IsPlain, string? SvgFile, bool HasTerminal)
{
    /// <summary>
    /// Whether to compare both apps side by side, instead of running the scenarios one after the other.
    /// </summary>
    public bool Compares => SvgFile is not null || (HasTerminal && !IsPlain);

    public static SampleArguments Parse(string[] args)
    {
        var svg = Array.IndexOf(args, "--svg");
        var hasTerminal = AnsiConsole.Profile.Out.IsTerminal && AnsiConsole.Profile.Capabilities.Ansi;
        return new SampleArguments(
            args.Contains("--live"),
            args.Contains("--plain"),
            svg >= 0 && svg + 1 < args.Length ? args[svg + 1] : null,
            hasTerminal);
    }
}
