using System.Diagnostics;
using System.Globalization;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>A real process that runs <see cref="FleetMember"/>.</summary>
internal sealed class MemberProcess : IDisposable
{
    private readonly Process _process;

    public MemberProcess(Uri emulator, string database)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(FleetMember).Assembly.Location);
        start.ArgumentList.Add("member");
        start.ArgumentList.Add(emulator.OriginalString);
        start.ArgumentList.Add(database);
        _process = Process.Start(start)!;
    }

    public async Task ReadyAsync(Ct ct) => Assert.That(await _process.StandardOutput.ReadLineAsync(ct), Is.EqualTo("ready"));

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync(Ct ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>Ends it and gives how many calls it made and how many of them failed.</summary>
    public async Task<(int Calls, int Failed)> EndAsync(Ct ct)
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync(ct);
        var counts = (await _process.StandardOutput.ReadLineAsync(ct))!.Split(' ');
        await _process.WaitForExitAsync(ct);
        return (int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
