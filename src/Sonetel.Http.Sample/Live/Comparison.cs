using System.Diagnostics;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.Sample;

/// <summary>Runs two apps with the same traffic against the same emulator, through the steps of the script.</summary>
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

    /// <summary>The results of the completed steps.</summary>
    public IReadOnlyList<StepResult> Results => _results;

    public static async Task<Comparison> CreateAsync(Ct ct)
    {
        var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        emulator.Switches.SpringAnswer = true;
        emulator.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(5);
        emulator.Switches.TokenLatency = TimeSpan.FromMilliseconds(300);
        emulator.Switches.ApiLatency = TimeSpan.FromMilliseconds(40);
        return new Comparison(emulator);
    }

    /// <summary>Runs the script.</summary>
    /// <param name="stepEnded">Called at the end of each step, while the traffic continues.</param>
    /// <param name="ct">Ends the run.</param>
    public async Task RunAsync(Action<StepResult> stepEnded, Ct ct)
    {
        using var end = new CancellationTokenSource();
        Task? traffic = null;
        _clock.Start();

        foreach (var step in Steps)
        {
            HandWritten.Meter.Events.Add(Elapsed, Severity.Step, step.Name);
            Library.Meter.Events.Add(Elapsed, Severity.Step, step.Name);
            var endsAt = Elapsed + step.Duration;
            var (handWritten, library) = (HandWritten.Meter.Counts, Library.Meter.Counts);
            await step.StartAsync(ct);

            // The first step is the burst of the cold start; the steady traffic starts after it.
            traffic ??= FlowAsync(end.Token, ct);
            await DelayUntilAsync(endsAt, ct);

            var result = Compare(step, HandWritten.Meter.Counts - handWritten, Library.Meter.Counts - library);
            stepEnded(result);
            _results = [.. _results, result];
        }

        await end.CancelAsync();
        await (traffic ?? Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await HandWritten.DisposeAsync();
        await Library.DisposeAsync();
        await Emulator.DisposeAsync();
    }

    private static StepResult Compare(Step step, Counts handWritten, Counts library) =>
        new(step.Name, handWritten, library, step.IsRight(library));

    private async Task DelayUntilAsync(TimeSpan time, Ct ct)
    {
        if (time - Elapsed is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, ct);
        }
    }

    private Task FlowAsync(Ct end, Ct ct) =>
        Task.WhenAll(HandWritten.Traffic.FlowAsync(end, ct), Library.Traffic.FlowAsync(end, ct));
}
