using System.Diagnostics;

namespace Sonetel.Http.PackageTests;

/// <summary>The emulator's tool, installed from its package and started.</summary>
internal sealed class EmulatorTool : IAsyncDisposable
{
    private readonly Process _process;

    private EmulatorTool(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<string> InstallAsync(Packed packed, Ct ct)
    {
        var folder = Path.Combine(packed.Folder, "tools");
        string[] install = ["tool", "install", "Sonetel.Http.Emulator.Tool", "--tool-path", folder, "--version", packed.Version];
        await Command.RunAsync(Command.Of(packed.Folder, "dotnet", install), ct);
        return Path.Combine(folder, "sonetel-emulator");
    }

    public static async Task<EmulatorTool> StartAsync(string program, string[] arguments, Ct ct)
    {
        var process = Process.Start(Command.Of(Path.GetTempPath(), program, [.. arguments, "--port", "0"]))!;
        var line = await process.StandardOutput.ReadLineAsync(ct);
        const string Before = "Listening on ";
        Assert.That(line, Does.StartWith(Before));
        return new EmulatorTool(process, new Uri(line![Before.Length..]));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
