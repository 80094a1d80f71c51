using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Sonetel.Http.Tests.Layers;

/// <summary>Which folder of src/Sonetel.Http declares a type of the library.</summary>
internal static partial class SourceFolders
{
    /// <summary>Where the files stand that lie in no folder.</summary>
    public const string Root = "";

    private static readonly string Source = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src", "Sonetel.Http"));

    private static readonly Dictionary<string, string> FoldersByType = Read();

    /// <summary>The types that a source file declares. Source generators add others, which belong to no folder.</summary>
    public static IEnumerable<Type> Types =>
        typeof(SonetelAuthHandler).Assembly.GetTypes().Where(type => !type.IsNested && FoldersByType.ContainsKey(NameOf(type)));

    public static IEnumerable<string> Names => FoldersByType.Values.Where(folder => folder != Root).Distinct();

    public static bool Declare(Type type) =>
        type.Assembly == typeof(SonetelAuthHandler).Assembly && FoldersByType.ContainsKey(NameOf(type));

    public static string Of(Type type) => FoldersByType[NameOf(type)];

    private static Dictionary<string, string> Read()
    {
        var folders = new Dictionary<string, string>();

        foreach (var file in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar);
            var folder = parts.Length == 1 ? Root : parts[0];

            foreach (Match match in Declaration().Matches(File.ReadAllText(file)))
            {
                var name = match.Groups["name"].Value;

                if (!folders.TryAdd(name, folder) && folders[name] != folder)
                {
                    throw new InvalidOperationException($"{name} is declared in {folders[name]} and in {folder}.");
                }
            }
        }

        return folders;
    }

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    // File-scoped namespaces: a type that begins its line is nobody's member.
    [GeneratedRegex(
        @"^(?:(?:public|internal|static|sealed|abstract|readonly|partial|ref) )+(?:class|record struct|record|struct|interface|enum|delegate [\w<>?\[\]]+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
