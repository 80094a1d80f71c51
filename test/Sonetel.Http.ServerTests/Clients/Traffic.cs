using System.Collections.Concurrent;
using System.Net;

namespace Sonetel.Http.ServerTests;

/// <summary>Callers that ask the API again and again until they are stopped, and remember what failed.</summary>
internal sealed class Traffic
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Task[] _callers;
    private readonly HttpClient _client;
    private int _succeeded;

    public Traffic(HttpClient client, int callers = 8)
    {
        _client = client;
        _callers = [.. Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync))];
    }

    public int Succeeded => Volatile.Read(ref _succeeded);

    public IReadOnlyList<string> Failures => [.. _failures];

    /// <summary>Lets each request that has begun end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
    }

    private async Task CallAsync()
    {
        using var timer = new PeriodicTimer(Pace);

        while (!_stop.IsCancellationRequested)
        {
            await CallOnceAsync();
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task CallOnceAsync()
    {
        try
        {
            using var response = await _client.GetAsync(new Uri("calls", UriKind.Relative));

            if (response.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref _succeeded);
                return;
            }

            _failures.Enqueue($"{(int)response.StatusCode}");
        }
        catch (HttpRequestException failure)
        {
            _failures.Enqueue(failure.Message);
        }
    }
}
