using System.Runtime.CompilerServices;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>The package's README, section "Works with": its code is what the tests beside this one run.</summary>
public sealed class RecipeTests
{
    private const string Heading = "\n## Works with\n";

    [Test]
    public void Each_recipe_in_the_READMEs_section_Works_with_is_run_by_a_test_here()
    {
        var tests = Squeezed(string.Join('\n', Directory.EnumerateFiles(Here(), "*.cs").Select(File.ReadAllText)));
        var recipes = Recipes();

        // A blank line within a recipe stands for what the test does between.
        var parts = recipes.SelectMany(recipe => recipe.Split("\n\n")).Select(Squeezed);

        Assert.That(parts, Has.All.Matches<string>(part => tests.Contains(part, StringComparison.Ordinal)));
        Assert.That(recipes, Has.Length.EqualTo(16));
    }

    private static string[] Recipes()
    {
        var readme = File.ReadAllText(Path.Combine(Here(), "../../../src/Sonetel.Http/README.md"));
        var section = readme[(readme.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..];
        var next = section.IndexOf("\n## ", StringComparison.Ordinal);
        var blocks = (next < 0 ? section : section[..next]).Split("```csharp\n").Skip(1);
        return [.. blocks.Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];
    }

    private static string Squeezed(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
