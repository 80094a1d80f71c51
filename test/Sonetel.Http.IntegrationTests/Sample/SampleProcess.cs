using System.Diagnostics;

namespace Sonetel.Http.IntegrationTests.Sample;

/// <summary>The sample as a program of its own, whose output is no terminal.</summary>
internal static class SampleProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Sonetel.Http.Sample.dll");

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
