using System.Collections.Concurrent;
using System.Net;

namespace Sonetel.Http.ServerTests;

/// <summary>Callers that ask the API again and again until they are stopped, and remember what failed.</summary>
internal sealed class Traffic
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Task[] _callers;
    private readonly HttpClient _client;
    private readonly int[] _succeeded;
    private volatile bool _stops;

    public Traffic(HttpClient client, int callers = 5)
    {
        _client = client;
        _succeeded = new int[callers];
        _callers = [.. Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller)))];
    }

    public int Succeeded => _succeeded.Sum();

    public IReadOnlyList<string> Failures => [.. _failures];

    /// <summary>Waits until each caller has made a call from now on, from its beginning to its end.</summary>
    public async Task EachCallerSucceedsAsync(Ct ct)
    {
        var before = (int[])_succeeded.Clone();
        await Eventually.HoldsAsync(() => before.Zip(_succeeded, (then, now) => now - then).All(calls => calls >= 2), ct);
    }

    /// <summary>Lets each request that has begun end.</summary>
    public Task StopAsync()
    {
        _stops = true;

        return Task.WhenAll(_callers);
    }

    private async Task CallAsync(int caller)
    {
        using var timer = new PeriodicTimer(Pace);

        while (!_stops)
        {
            await CallOnceAsync(caller);
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task CallOnceAsync(int caller)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri("calls", UriKind.Relative));

            if (response.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref _succeeded[caller]);
                return;
            }

            _failures.Enqueue($"{DateTime.UtcNow:ss.fff}: {(int)response.StatusCode}");
        }
        catch (HttpRequestException failure)
        {
            _failures.Enqueue(failure.Message);
        }
    }
}
