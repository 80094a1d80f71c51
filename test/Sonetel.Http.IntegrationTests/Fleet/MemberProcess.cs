using System.Diagnostics;
using System.Globalization;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>A real process that runs <see cref="FleetMember"/>.</summary>
internal sealed class MemberProcess : IDisposable
{
    private readonly Process _process;
    private readonly Action<FailedCall> _failed;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MemberProcess(MemberSettings settings, Action<FailedCall> failed)
    {
        (Settings, _failed) = (settings, failed);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(FleetMember).Assembly.Location);
        start.ArgumentList.Add("member");
        start.ArgumentList.Add(settings.ToArgument());
        _process = Process.Start(start)!;
        _ = ListenAsync();
    }

    public MemberSettings Settings { get; }

    /// <summary>Waits until its first call has ended.</summary>
    public Task ReadyAsync(Ct ct) => _ready.Task.WaitAsync(ct);

    /// <summary>Stops it where it is, as a machine does that has no time for it.</summary>
    public Task FreezeAsync(Ct ct) => SignalAsync("-STOP", ct);

    public Task ThawAsync(Ct ct) => SignalAsync("-CONT", ct);

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync(Ct ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>Ends it and gives how many calls it made.</summary>
    public async Task<int> EndAsync(Ct ct)
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync(ct);
        var calls = await _ended.Task.WaitAsync(ct);
        await _process.WaitForExitAsync(ct);
        return calls;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ', 3);

            switch (words[0])
            {
                case "ready":
                    _ready.TrySetResult();
                    break;
                case "failed":
                    var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(words[1], CultureInfo.InvariantCulture));
                    _failed(new FailedCall(Settings.Name, at, words[2]));
                    break;
                case "ended":
                    _ended.TrySetResult(int.Parse(words[1], CultureInfo.InvariantCulture));
                    break;
            }
        }

        var over = new InvalidOperationException($"{Settings.Name} has ended.");
        _ready.TrySetException(over);
        _ended.TrySetException(over);
    }

    private async Task SignalAsync(string signal, Ct ct)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(ct);
        Assert.That(kill.ExitCode, Is.Zero);
    }
}
