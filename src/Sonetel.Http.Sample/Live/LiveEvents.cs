namespace Sonetel.Http.Sample;

/// <summary>The most recent events of one app. A repeated event is counted instead of listed again.</summary>
internal sealed class LiveEvents
{
    private const int Kept = 10;

    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1.2);

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
            var same = _events.FindLastIndex(e => e.Text == text && at - e.LastAt < Gap);

            if (same >= 0)
            {
                _events[same] = _events[same] with { LastAt = at, Times = _events[same].Times + 1 };
                return;
            }

            _events.Add(new LiveEvent(at, severity, text, LastAt: at));

            if (_events.Count > Kept)
            {
                _events.RemoveAt(0);
            }
        }
    }
}
