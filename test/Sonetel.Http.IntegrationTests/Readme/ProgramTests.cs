using System.Diagnostics;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The quick start is a whole program: copied into a new project, it builds and signs in.</summary>
[CancelAfter(120_000)]
public sealed class ProgramTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <Reference Include="{0}" />
          </ItemGroup>
        </Project>
        """;

    public static bool IsProgram(string block) => block.StartsWith("using Microsoft", StringComparison.Ordinal);

    [Test]
    public async Task The_quick_start_builds_as_it_is_and_signs_in(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var folder = Directory.CreateTempSubdirectory("sonetel-readme-");

        try
        {
            var program = new Markdown("README.md").Blocks("csharp").Single(IsProgram);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Program.cs"), program, ct);
            var library = Path.Combine(AppContext.BaseDirectory, "Sonetel.Http.dll");
            var project = Project.Replace("{0}", library, StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "App.csproj"), project, ct);

            var output = await RunAsync(Start(folder.FullName, emulator), ct);

            Assert.That(output, Does.Contain("503312345"));
            Assert.That((emulator.Counters.TokenRequests, emulator.Counters.ApiRequests), Is.EqualTo((1, 1)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The variables are those that the README sets.
    private static ProcessStartInfo Start(string folder, SonetelEmulator emulator)
    {
        var start = new ProcessStartInfo("dotnet", ["run"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What 'dotnet test' leaves in the environment belongs to another build.
        foreach (var name in start.Environment.Keys.Where(IsOfTheBuild).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["Api"] = emulator.BaseAddress.ToString();
        start.Environment["Sonetel__Username"] = emulator.Options.Username;
        start.Environment["Sonetel__Password"] = emulator.Options.Password;
        start.Environment["Sonetel__TokenEndpoint"] = emulator.TokenEndpoint.ToString();
        start.Environment["Sonetel__AllowedHosts__0"] = "127.0.0.1";
        return start;
    }

    private static async Task<string> RunAsync(ProcessStartInfo start, Ct ct)
    {
        using var process = Process.Start(start)!;

        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            var text = await output + await errors;
            Assert.That(process.ExitCode, Is.Zero, text);
            return text;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static bool IsOfTheBuild(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase);
}
