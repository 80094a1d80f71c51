using System.Diagnostics;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>Calls each account again and again, when its time has come and whatever became of the call before.</summary>
internal sealed class MemberCalls(MemberSettings settings, MemberClient client)
{
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(25);

    private readonly LatencyHistogram _latencies = new();
    private readonly string[] _names = [.. Enumerable.Range(0, settings.Accounts).Select(number => $"user-{number}")];
    private long _calls;
    private long _failed;
    private string? _lastFailure;

    public MemberStats Stats => new()
    {
        Calls = Interlocked.Read(ref _calls),
        FailedCalls = Interlocked.Read(ref _failed),
        ExpiredCalls = client.Api.Expired,
        Latencies = _latencies.ToArray(),
        LastFailure = _lastFailure,
    };

    public async Task RunAsync(Ct ct)
    {
        var began = Stopwatch.GetTimestamp();
        var due = new TimeSpan[settings.Accounts];
        var hasBegun = new bool[settings.Accounts];

        for (var account = 0; account < due.Length; account++)
        {
            due[account] = settings.Ramp * account / due.Length;
        }

        using var timer = new PeriodicTimer(settings.Interval > LongestTick ? LongestTick : ShortestTick);

        while (!ct.IsCancellationRequested && await timer.WaitForNextTickAsync(default))
        {
            var elapsed = Stopwatch.GetElapsedTime(began);

            for (var account = 0; account < due.Length; account++)
            {
                if (due[account] <= elapsed)
                {
                    due[account] += hasBegun[account] ? settings.Interval : settings.Interval + settings.Phase;
                    hasBegun[account] = true;
                    Call(_names[account]);
                }
            }
        }
    }

    private void Call(string account)
    {
        var began = Stopwatch.GetTimestamp();
        var sending = client.SendAsync(account);

        if (sending.IsCompletedSuccessfully)
        {
            Ended(began, sending.Result);
        }
        else
        {
            _ = AwaitAsync(began, sending);
        }
    }

    private async Task AwaitAsync(long began, Task<HttpResponseMessage> sending)
    {
        try
        {
            Ended(began, await sending);
        }
        catch (Exception e)
        {
            // Whatever it was, a user would have seen it.
            Interlocked.Increment(ref _failed);
            _lastFailure = e.Message;
        }
    }

    private void Ended(long began, HttpResponseMessage response)
    {
        _latencies.Add(Stopwatch.GetElapsedTime(began));
        Interlocked.Increment(ref _calls);

        if (!response.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref _failed);
        }

        response.Dispose();
    }
}
