namespace Sonetel.Http.Emulator;

/// <summary>Counts requests in fixed windows. A window begins with its first request.</summary>
internal sealed class Throttle(TimeProvider time)
{
    private readonly object _gate = new();
    private DateTimeOffset _windowEnds;
    private int _taken;

    public Admission Admit(RateLimit limit)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();

            if (now >= _windowEnds)
            {
                (_windowEnds, _taken) = (now + limit.Window, 0);
            }

            return ++_taken <= limit.Requests
                ? new Admission(true, limit.Requests - _taken, _windowEnds)
                : new Admission(false, 0, _windowEnds);
        }
    }
}
