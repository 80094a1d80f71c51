using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>One Markdown file of the repository, by its path from the root.</summary>
internal sealed partial class Markdown(string path)
{
    public static string Root { get; } = RepositoryRoot();

    /// <summary>Every file that a user reads.</summary>
    public static IEnumerable<string> Paths { get; } =
    [
        "README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md",
        .. Below("src"), .. Below("test"),
    ];

    public string Text { get; } = File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Where its links go, as they are written.</summary>
    public IEnumerable<string> Links => Link().Matches(WithoutCode()).Select(link => link.Groups[1].Value);

    /// <summary>The anchors that GitHub and nuget.org give its headings.</summary>
    public IEnumerable<string> Anchors =>
        Heading().Matches(WithoutFences()).Select(heading => Slug(heading.Groups[1].Value));

    /// <summary>Its blocks of code in one language.</summary>
    public string[] Blocks(string language) => Blocks(Text, language);

    /// <summary>A section without its heading, up to the next heading of the same level.</summary>
    public string Section(string heading)
    {
        var level = heading[..(heading.IndexOf(' ', StringComparison.Ordinal) + 1)];
        var start = Text.IndexOf($"\n{heading}\n", StringComparison.Ordinal) + heading.Length + 2;
        var end = Text.IndexOf($"\n{level}", start, StringComparison.Ordinal);
        return end < 0 ? Text[start..] : Text[start..end];
    }

    /// <summary>The blocks of code of a section in one language.</summary>
    public static string[] Blocks(string text, string language) =>
    [
        .. from fence in Fence().Matches(text)
           where fence.Groups[1].Value == language
           select fence.Groups[2].Value,
    ];

    /// <summary>The rows of all tables of a text that have this header.</summary>
    public static IEnumerable<string[][]> Tables(string text, string header)
    {
        var lines = text.Split('\n');

        for (var line = 0; line < lines.Length; line++)
        {
            if (lines[line] == header)
            {
                var rows = lines.Skip(line + 2).TakeWhile(row => row.StartsWith('|'));
                yield return [.. rows.Select(row => row.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
            }
        }
    }

    /// <summary>The text with each run of white space as one blank.</summary>
    public static string Squeeze(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<string> Below(string folder) =>
        from project in Directory.EnumerateDirectories(Path.Combine(Root, folder)).Order(StringComparer.Ordinal)
        let file = Path.Combine(project, "README.md")
        where File.Exists(file)
        select Path.GetRelativePath(Root, file);

    private static string Slug(string heading) =>
        NotInSlug().Replace(heading.ToLowerInvariant(), string.Empty).Replace(' ', '-');

    private static string RepositoryRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    private string WithoutFences() => Fence().Replace(Text, string.Empty);

    private string WithoutCode() => InlineCode().Replace(WithoutFences(), string.Empty);

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInSlug();
}
