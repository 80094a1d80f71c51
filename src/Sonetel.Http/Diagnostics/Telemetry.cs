using System.Diagnostics.Metrics;

namespace Sonetel.Http;

/// <summary>What the library measures. No tag holds a token or a user; each has a closed set of values.</summary>
/// <remarks>One per service provider, with a meter of its factory, so that two providers do not mix.</remarks>
internal sealed class Telemetry : IDisposable
{
    /// <summary>An AppContext switch: whether accounts that appear at run time are measured too.</summary>
    public const string RunTimeAccountsSwitch = "Sonetel.Http.MeasureRunTimeAccounts";

    private readonly Meter _meter;
    private readonly Histogram<double> _tokenRequests;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _storeCalls;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _failedFast;

    /// <param name="meters">The container's factory; without one the meter is this instance's own.</param>
    public Telemetry(IMeterFactory? meters = null)
    {
        var options = new MeterOptions(Tracing.Name) { Version = Tracing.Version };
        _meter = meters?.Create(options) ?? new Meter(options);
        _tokenRequests = Durations.Create(_meter, "sonetel.token.request.duration", "Duration of token requests.");
        _waits = Durations.Create(_meter, "sonetel.token.wait.duration", "Time that callers waited for a token.");
        _storeCalls = Durations.Create(_meter, "sonetel.store.duration", "Duration of calls of the token store.");
        _refused = _meter.CreateCounter<long>(
            "sonetel.request.refused", "{request}", "Requests whose token was answered with 401.");
        _failedFast = _meter.CreateCounter<long>(
            "sonetel.request.failed_fast", "{request}", "Requests that failed at once, because a refusal or a back-off holds.");
    }

    public static bool MeasuresRunTimeAccounts => AppContext.TryGetSwitch(RunTimeAccountsSwitch, out var isOn) && isOn;

    /// <param name="grant">The grant type.</param>
    /// <param name="cause">Why the token was asked for.</param>
    /// <param name="errorType">One of a closed set; null after a success.</param>
    /// <param name="duration">How long the request took, its response included.</param>
    public void TokenRequested(string grant, string cause, string? errorType, TimeSpan duration)
    {
        if (_tokenRequests.Enabled)
        {
            KeyValuePair<string, object?>[] tags =
            [
                new(Tags.Grant, grant), new(Tags.Cause, cause), .. ErrorTypes.TagOf(errorType),
            ];
            Record(_tokenRequests, duration, tags);
        }
    }

    public void Waited(TimeSpan duration) => Record(_waits, duration);

    public void StoreCalled(string operation, string? errorType, TimeSpan duration)
    {
        if (_storeCalls.Enabled)
        {
            KeyValuePair<string, object?>[] tags = [new(Tags.Operation, operation), .. ErrorTypes.TagOf(errorType)];
            Record(_storeCalls, duration, tags);
        }
    }

    /// <param name="outcome">One of <see cref="RefusalOutcomes"/>.</param>
    public void Refused(string outcome) =>
        Quiet.Run(() => _refused.Add(1, new KeyValuePair<string, object?>(Tags.Outcome, outcome)));

    public void FailedFast() => Quiet.Run(() => _failedFast.Add(1));

    /// <summary>Measures, whenever somebody collects, how long the tokens are still good.</summary>
    /// <param name="remaining">Gives the accounts that have a token, and what is left of each; at least zero.</param>
    public void ObserveRemaining(Func<IEnumerable<(string Account, TimeSpan Remaining)>> remaining) =>
        _meter.CreateObservableGauge(
            "sonetel.token.remaining",
            () => remaining().Select(static token => Measure(token.Account, token.Remaining)),
            "s",
            "Time until the access token expires.");

    // A meter of the container's factory is the factory's to dispose of: then this does nothing.
    public void Dispose() => _meter.Dispose();

    private static void Record(Histogram<double> histogram, TimeSpan duration, params KeyValuePair<string, object?>[] tags) =>
        Quiet.Run(() => histogram.Record(duration.TotalSeconds, tags));

    private static Measurement<double> Measure(string account, TimeSpan remaining) =>
        new(remaining.TotalSeconds, new KeyValuePair<string, object?>(Tags.Account, account));
}
