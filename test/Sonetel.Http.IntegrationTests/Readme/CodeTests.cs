using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sonetel.Http.PostgreSql;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>All code of all READMEs stands in a test, which compiles it and runs it.</summary>
public sealed class CodeTests
{
    private const string Package = "src/Sonetel.Http/README.md";

    // What a user's own test project would be; it is run with the packages.
    private static readonly string[] Folders =
        ["test/Sonetel.Http.IntegrationTests", "test/Sonetel.Http.PackageTests/Projects"];

    [TestCaseSource(typeof(Markdown), nameof(Markdown.Paths))]
    public void All_code_stands_in_a_test(string path)
    {
        var tests = Tests();

        // A whole program is run as one; a blank line within another block stands for what the test does between.
        var parts = new Markdown(path).Blocks("csharp").Where(block => !ProgramTests.IsProgram(block))
            .SelectMany(block => block.Split("\n\n")).Select(Markdown.Squeeze);

        Assert.That(parts, Has.All.Matches<string>(part => tests.Contains(part, StringComparison.Ordinal)));
    }

    [Test]
    public void The_packages_README_has_code_for_each_subject() =>
        Assert.That(new Markdown(Package).Blocks("csharp"), Has.Length.GreaterThan(30));

    [Test]
    public void Each_system_takes_five_lines_or_fewer()
    {
        var blocks = Markdown.Blocks(new Markdown(Package).Section("## Systems"), "csharp");
        var systems = blocks.Where(block => !block.Contains("o.UseOAuth(", StringComparison.Ordinal)).ToArray();

        Assert.That(systems, Has.Length.EqualTo(5));
        Assert.That(systems.Select(block => block.Split('\n').Count(IsCode)), Is.All.LessThanOrEqualTo(5));
    }

    [Test]
    public void The_SQL_of_the_table_is_the_librarys()
    {
        var sql = new Markdown("src/Sonetel.Http.PostgreSql/README.md").Blocks("sql").Single();

        Assert.That(Markdown.Squeeze(sql), Is.EqualTo(Markdown.Squeeze(PostgreSqlTokenTable.Sql())));
    }

    [Test]
    public void The_JSON_is_a_configuration_that_works()
    {
        var json = new Markdown(Package).Blocks("json").Single();
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        using var provider = new ServiceCollection().AddSonetelAuth(configuration.GetSection("Sonetel"))
            .Services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<SonetelAuthOptions>>().Value;

        Assert.That(
            (options.Username, options.RefreshAhead, options.AllowedHosts.Single()),
            Is.EqualTo(("…", TimeSpan.FromMinutes(5), "public-api.sonetel.com")));
    }

    private static bool IsCode(string line) => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal);

    private static string Tests()
    {
        var files = Folders.SelectMany(FilesBelow);
        return Markdown.Squeeze(string.Join('\n', files.Select(File.ReadAllText)));
    }

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Markdown.Root, folder), "*.cs", SearchOption.AllDirectories);
}
