namespace Sonetel.Http.Sample;

/// <summary>The last events of one app. The same event within a short time is counted, not listed again.</summary>
internal sealed class EventLog
{
    private const int Kept = 8;

    private static readonly TimeSpan OneEvent = TimeSpan.FromSeconds(2.5);

    private readonly Lock _lock = new();
    private readonly List<LiveEvent> _events = [];

    public IReadOnlyList<LiveEvent> Last
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public void Add(TimeSpan at, Severity severity, string text)
    {
        lock (_lock)
        {
            var same = _events.FindLastIndex(e => e.Text == text && at - e.At < OneEvent);

            if (same >= 0)
            {
                _events[same] = _events[same] with { Times = _events[same].Times + 1 };
                return;
            }

            _events.Add(new LiveEvent(at, severity, text));

            if (_events.Count > Kept)
            {
                _events.RemoveAt(0);
            }
        }
    }
}
