using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Sonetel.Http.IntegrationTests.Sample;

/// <summary>What someone sees who runs the sample. Counts depend on the machine's load, so that the tests ask for the
/// exit code to agree with the lines; <c>.ci/run</c> asks for 0.</summary>
internal sealed class SampleTests
{
    private static readonly string[] Scenarios =
    [
        "cold start",
        "expiries under traffic",
        "tokens revoked under traffic",
        "token endpoint down",
        "wrong password",
    ];

    private static readonly string[] Steps =
    [
        "cold start",
        "expiry",
        "all tokens revoked",
        "endpoint 503",
        "endpoint back",
        "password changed",
        "updated",
    ];

    [Test, CancelAfter(180_000)]
    public async Task Without_a_terminal_it_prints_a_line_for_each_scenario(Ct ct)
    {
        var (exitCode, lines) = await SampleProcess.RunAsync([], ct);

        AssertLines(lines, Scenarios);
        Assert.That(exitCode, Is.EqualTo(lines.Count(IsOff)));
    }

    [Test, CancelAfter(180_000)]
    public async Task The_script_reaches_every_step_and_leaves_a_picture(Ct ct)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "live-view.svg");
        File.Delete(file);

        var (exitCode, lines) = await SampleProcess.RunAsync(["--svg", file], ct);

        AssertLines(lines[..^1], Steps);
        Assert.That(lines[^1], Is.EqualTo($"wrote {file}"));
        Assert.That(exitCode, Is.EqualTo(lines.Count(IsOff)));
        AssertShowsBothSides(XDocument.Load(file));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_picture_without_a_file_name_is_an_error(Ct ct)
    {
        var (exitCode, lines) = await SampleProcess.RunAsync(["--svg"], ct);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(lines, Is.Empty);
    }

    [Test]
    public void The_committed_picture_shows_both_sides() => AssertShowsBothSides(XDocument.Load(Committed()));

    private static bool IsOff(string line) => line.StartsWith("OFF ", StringComparison.Ordinal);

    private static void AssertLines(string[] lines, string[] names)
    {
        Assert.That(lines, Has.Length.EqualTo(names.Length), string.Join('\n', lines));

        using (Assert.EnterMultipleScope())
        {
            foreach (var (line, name) in lines.Zip(names))
            {
                Assert.That(line, Does.Match($"^(ok |OFF) {name}: .*[1-9]"));
            }
        }
    }

    private static void AssertShowsBothSides(XDocument picture)
    {
        var text = string.Concat(picture.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(picture.Root!.Name.LocalName, Is.EqualTo("svg"));
            Assert.That(text, Does.Contain("SemaphoreSlim + cached token").And.Contain("Sonetel.Http"));
            Assert.That(text, Does.Contain("endpoint 503").And.Contain("p99, last second"));
        }
    }

    private static string Committed([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../src/Sonetel.Http.Sample/live-view.svg"));
}
