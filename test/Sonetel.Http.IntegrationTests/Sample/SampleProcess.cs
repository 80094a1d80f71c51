using System.Diagnostics;

namespace Sonetel.Http.IntegrationTests.Sample;

/// <summary>The sample as a program of its own, whose output is no terminal.</summary>
internal static class SampleProcess
{
    // Where it was built: beside the tests it lacks the packages that ASP.NET Core brings along for them.
    private static string Program
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(own.Parent!.Parent!.FullName, "Sonetel.Http.Sample", own.Name, "Sonetel.Http.Sample.dll");
        }
    }

    public static async Task<(int ExitCode, string[] Lines)> RunAsync(string[] args, Ct ct)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;

        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return (process.ExitCode, lines);
        }
        finally
        {
            process.Kill();
        }
    }
}
