namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>What every README keeps, as a text.</summary>
public sealed class MarkdownTests
{
    private const string Packages = "src/";

    [Test]
    public void The_front_page_has_150_lines_or_fewer() =>
        Assert.That(new Markdown("README.md").Text.TrimEnd().Split('\n'), Has.Length.LessThanOrEqualTo(150));

    [TestCaseSource(typeof(Markdown), nameof(Markdown.Paths))]
    public void Each_link_leads_somewhere(string path) =>
        Assert.That(new Markdown(path).Links.Where(link => !Leads(path, link)), Is.Empty);

    // nuget.org shows a package's README, where a relative link leads nowhere.
    [TestCaseSource(typeof(Markdown), nameof(Markdown.Paths))]
    public void A_packages_README_has_no_relative_link(string path)
    {
        var links = new Markdown(path).Links.Where(link => path.StartsWith(Packages, StringComparison.Ordinal));

        Assert.That(links.Where(link => !link.StartsWith('#') && !IsAbsolute(link)), Is.Empty);
    }

    [TestCaseSource(typeof(Markdown), nameof(Markdown.Paths))]
    public void Each_anchor_is_there_once(string path) => Assert.That(new Markdown(path).Anchors, Is.Unique);

    private static bool Leads(string path, string link)
    {
        if (IsAbsolute(link))
        {
            return true;
        }

        var parts = link.Split('#');
        var folder = Path.GetDirectoryName(path)!;
        var target = parts[0].Length == 0 ? path : Path.Combine(folder, parts[0]);
        var exists = Path.Exists(Path.Combine(Markdown.Root, target));
        return exists && (parts.Length == 1 || new Markdown(target).Anchors.Contains(parts[1]));
    }

    private static bool IsAbsolute(string link) => link.StartsWith("https://", StringComparison.Ordinal);
}
