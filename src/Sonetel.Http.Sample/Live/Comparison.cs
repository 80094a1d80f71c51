using System.Diagnostics;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.Sample;

/// <summary>Two apps under the same traffic against the same emulator, while the script goes by.</summary>
internal sealed class Comparison : IAsyncDisposable
{
    private readonly Stopwatch _clock = new();
    private volatile IReadOnlyList<StepResult> _results = [];

    private Comparison(SonetelEmulator emulator)
    {
        var credentials = new Credentials(emulator.Options.Username, emulator.Options.Password);
        Emulator = emulator;
        HandWritten = Sides.HandWritten(emulator, credentials, new Meter(_clock));
        Library = Sides.Library(emulator, credentials, new Meter(_clock));
        Steps = new Script(emulator, credentials, HandWritten, Library).Steps;
    }

    public SonetelEmulator Emulator { get; }

    public Side HandWritten { get; }

    public Side Library { get; }

    public IReadOnlyList<Step> Steps { get; }

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>What has happened so far; the step that is on is the first one without a result.</summary>
    public IReadOnlyList<StepResult> Results => _results;

    public static async Task<Comparison> CreateAsync(Ct ct)
    {
        var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        emulator.Switches.SpringAnswer = true;
        emulator.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(4);
        emulator.Switches.TokenLatency = TimeSpan.FromMilliseconds(300);
        emulator.Switches.ApiLatency = TimeSpan.FromMilliseconds(40);
        return new Comparison(emulator);
    }

    /// <summary>Runs the script.</summary>
    /// <param name="stepEnded">Called at the end of each step, while the traffic goes on.</param>
    /// <param name="ct">Ends the run.</param>
    public async Task RunAsync(Action<StepResult> stepEnded, Ct ct)
    {
        using var end = new CancellationTokenSource();
        var traffic = Task.CompletedTask;
        _clock.Start();

        foreach (var step in Steps)
        {
            var result = await RunStepAsync(step, ct, started: () =>
            {
                // The first step is the cold start; traffic flows from the end of its burst on.
                traffic = _results.Count == 0 ? FlowAsync(end.Token, ct) : traffic;
            });
            stepEnded(result);
            _results = [.. _results, result];
        }

        await end.CancelAsync();
        await traffic;
    }

    public async ValueTask DisposeAsync()
    {
        await HandWritten.DisposeAsync();
        await Library.DisposeAsync();
        await Emulator.DisposeAsync();
    }

    private async Task<StepResult> RunStepAsync(Step step, Ct ct, Action started)
    {
        var (endsAt, before) = (Elapsed + step.Duration, (HandWritten.Meter.Counts, Library.Meter.Counts));
        HandWritten.Meter.Events.Add(Elapsed, Severity.Step, step.Name);
        Library.Meter.Events.Add(Elapsed, Severity.Step, step.Name);
        await step.StartAsync(ct);
        started();

        if (endsAt - Elapsed is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, ct);
        }

        var library = Library.Meter.Counts - before.Item2;
        return new StepResult(step.Name, HandWritten.Meter.Counts - before.Item1, library, step.IsRight(library));
    }

    private Task FlowAsync(Ct end, Ct ct) =>
        Task.WhenAll(HandWritten.Traffic.FlowAsync(end, ct), Library.Traffic.FlowAsync(end, ct));
}
