using System.Runtime.CompilerServices;
using Sonetel.Http.PostgreSql;
using Sonetel.Http.Redis;

namespace Sonetel.Http.Tests;

/// <summary>How the files look: lines that fit on a screen, and tests that are named for what they show.</summary>
public sealed class SourceTextRules
{
    private const int Wrap = 120;

    private const int Longest = 140;

    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    [Test]
    public void No_line_is_longer_than_140_characters_but_a_generated_log_message()
    {
        var tooLong = Lines()
            .Where(line => line.Text.Length > Longest && !line.Text.Contains("[LoggerMessage", StringComparison.Ordinal))
            .Select(line => $"{line.File}:{line.Number}");

        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void One_line_in_a_hundred_at_most_is_longer_than_120_characters()
    {
        var lines = Lines().ToArray();
        var wide = lines.Where(line => line.Text.Length > Wrap).Select(line => $"{line.File}:{line.Number}").ToArray();

        Assert.That(wide, Has.Length.LessThanOrEqualTo(lines.Length / 100), string.Join('\n', wide));
    }

    [Test]
    public void A_test_class_is_named_for_behaviour_and_never_for_an_internal_type()
    {
        var types = new[] { typeof(SonetelAuthHandler), typeof(PostgreSqlTokenStoreOptions), typeof(RedisTokenStoreOptions) };
        var namesakes = types.SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type is { IsNested: false, IsPublic: false })
            .Select(type => $"{type.Name}Tests");

        // By file, so that the integration tests, another assembly, are held to it too.
        var tests = Files("test", "*Tests.cs").Select(Path.GetFileNameWithoutExtension);

        Assert.That(tests.Intersect(namesakes), Is.Empty);
    }

    private static IEnumerable<(string File, int Number, string Text)> Lines() =>
        from file in Files("src", "*.cs")
        from line in File.ReadLines(file).Select((text, index) => (Number: index + 1, Text: text))
        select (Path.GetRelativePath(Root, file), line.Number, line.Text);

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
