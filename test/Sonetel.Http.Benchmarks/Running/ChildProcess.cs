using System.Diagnostics;
using System.Globalization;

namespace Sonetel.Http.Benchmarks.Running;

/// <summary>A process of a fleet: this program, or another build of it, with other arguments. It is told and tells by lines.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _listening;

    /// <param name="assembly">The program; null for this one.</param>
    /// <param name="arguments">What it is to do.</param>
    /// <param name="told">Gets each line that it writes.</param>
    public ChildProcess(string? assembly, string[] arguments, Action<string> told)
    {
        string[] all = [assembly ?? typeof(ChildProcess).Assembly.Location, .. arguments];
        _process = Process.Start(
            new ProcessStartInfo("dotnet", all) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _listening = ListenAsync(told);
    }

    /// <summary>Ends when the process has ended, and its last line was told.</summary>
    public Task Ended => _listening;

    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Stops it where it is, as a machine does that has no time for it.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ListenAsync(Action<string> told)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            told(line);
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
