using System.Runtime.CompilerServices;

namespace Sonetel.Http.PackageTests;

/// <summary>The packages, packed with a version of this run alone, and a folder outside the tree for projects that install them.</summary>
internal sealed class Packed : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sonetel-packages-");

    public string Version { get; } = $"0.1.0-test{DateTime.UtcNow.Ticks}";

    public string Folder => _folder.FullName;

    public string Packages => Path.Combine(Folder, "packages");

    public static async Task<Packed> CreateAsync(Ct ct)
    {
        var packed = new Packed();
        var pack = Path.Combine(Root(), ".ci", "pack");
        await Command.RunAsync(Command.Of(packed.Folder, pack, packed.Packages, packed.Version), ct);
        packed.WriteConfiguration();
        return packed;
    }

    /// <summary>Copies one of the fresh projects out of the tree.</summary>
    public string Project(string name)
    {
        var source = Path.Combine(Path.GetDirectoryName(Here())!, "Projects", name);
        var target = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;

        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        return target;
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);

        // Restores put them beside the machine's other packages; nobody asks for this version again.
        foreach (var package in Directory.EnumerateDirectories(Cache(), "sonetel.http*"))
        {
            var version = Path.Combine(package, Version);

            if (Directory.Exists(version))
            {
                Directory.Delete(version, recursive: true);
            }

            if (!Directory.EnumerateFileSystemEntries(package).Any())
            {
                Directory.Delete(package);
            }
        }
    }

    // Beside the machine's own sources, which other packages come from.
    private void WriteConfiguration()
    {
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Packages}" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(Folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <SonetelVersion>{Version}</SonetelVersion>
              </PropertyGroup>
            </Project>
            """);
    }

    private static string Cache() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    private static string Here([CallerFilePath] string path = "") => path;
}
