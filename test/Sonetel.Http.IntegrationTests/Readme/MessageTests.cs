using System.Text.RegularExpressions;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>Whoever looks for a message under Troubleshooting finds the one that the library shows.</summary>
public sealed partial class MessageTests
{
    [Test]
    public void Each_message_under_Troubleshooting_is_one_of_the_librarys()
    {
        var section = new Markdown("src/Sonetel.Http/README.md").Section("## Troubleshooting");
        var messages = Markdown.Tables(section, "| message | what to do |").SelectMany(rows => rows)
            .Select(row => row[0].Trim('`')).ToArray();
        var library = Messages();

        Assert.That(messages, Has.Length.GreaterThan(30));
        Assert.That(messages, Has.All.Matches<string>(message => library.Contains(message, StringComparison.Ordinal)));
    }

    // The source, with the parts of each text joined and its holes shown as the README shows them.
    private static string Messages()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Markdown.Root, "src"), "*.cs", SearchOption.AllDirectories);
        var source = string.Join('\n', files.Select(File.ReadAllText));
        return Hole().Replace(Joint().Replace(source, string.Empty), "…");
    }

    [GeneratedRegex("[\"]\\s*\\+\\s*\\$?[\"]")]
    private static partial Regex Joint();

    [GeneratedRegex(@"\{[^{}\n]*\}")]
    private static partial Regex Hole();
}
