using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.IntegrationTests.Hard;

/// <summary>All that a process emits while it works: logs with their scopes and members, exceptions, tags of activities and metrics, the platform's own included.</summary>
internal sealed class Emitted : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _texts = new();

    public IReadOnlyCollection<string> Texts => _texts;

    public void Add(string text) => _texts.Enqueue(text);

    public IDisposable Listen()
    {
        var activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Add($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(@event => @event.Tags))} {activity.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(activities);
        var meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(string.Join(' ', tags.ToArray())));
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Add(string.Join(' ', tags.ToArray())));
        meters.Start();
        return new Listening(activities, meters);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Add(Shown(state));
        return null;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Add($"{formatter(state, exception)} {Shown(state)} {exception}");

    public void Dispose()
    {
    }

    private static string Shown(object? state) =>
        state is IEnumerable<KeyValuePair<string, object?>> members ? string.Join(' ', members.Select(member => $"{member.Key}={member.Value}")) : $"{state}";

    private sealed class Listening(params IDisposable[] listeners) : IDisposable
    {
        public void Dispose() => Array.ForEach(listeners, listener => listener.Dispose());
    }
}
