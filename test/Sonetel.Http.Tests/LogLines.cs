using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests;

/// <summary>All that was logged at any level, with scopes, members and exceptions, and a way to wait for an event.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();
    private readonly Channel<string?> _events = Channel.CreateUnbounded<string?>();

    public IEnumerable<string> At(LogLevel least) => _lines.Where(line => line.Level >= least).Select(line => line.Text);

    public int Count(string eventName) => _lines.Count(line => line.Text.StartsWith($"{eventName} ", StringComparison.Ordinal));

    /// <summary>Waits until one more event of that name was logged.</summary>
    public async Task Until(string eventName, Ct ct)
    {
        while (await _events.Reader.ReadAsync(ct) != eventName)
        {
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue((LogLevel.Trace, $"scope {Shown(state)}"));
        return null;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue((logLevel, $"{eventId.Name} {formatter(state, exception)} {Shown(state)} {exception}"));
        _events.Writer.TryWrite(eventId.Name);
    }

    public void Dispose()
    {
    }

    private static string Shown(object? state) =>
        state is IEnumerable<KeyValuePair<string, object?>> members ? string.Join(' ', members.Select(member => $"{member.Key}={member.Value}")) : $"{state}";
}
