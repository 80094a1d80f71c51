using Spectre.Console;

namespace Sonetel.Http.Sample;

/// <summary>What the command line asks for.</summary>
internal sealed record SampleArguments(bool IsLive, bool IsPlain, string? SvgFile, bool HasTerminal)
{
    /// <summary>Whether both apps run side by side, instead of the scenarios one after the other.</summary>
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
