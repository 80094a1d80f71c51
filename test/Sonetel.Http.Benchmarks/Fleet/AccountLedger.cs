using System.Diagnostics;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>One account's token requests, and the refresh token that it has now.</summary>
internal sealed class AccountLedger
{
    private readonly List<int> _requests = [];
    private long _began;
    private int _newest;

    /// <summary>How many requests each lifetime saw. The first is the cold start.</summary>
    public IReadOnlyList<int> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public int Reuses { get; private set; }

    public int? Request(int? refreshToken, long now, TimeSpan lifetime)
    {
        lock (_requests)
        {
            if (_requests.Count == 0 || Stopwatch.GetElapsedTime(_began, now) > lifetime / 2)
            {
                _requests.Add(0);
                _began = now;
            }

            _requests[^1]++;

            if (refreshToken is { } spent && spent != _newest)
            {
                Reuses++;
                return null;
            }

            return ++_newest;
        }
    }
}
