using System.Diagnostics;

namespace Sonetel.Http.Sample;

/// <summary>
/// Starts calls at a fixed rate, even if earlier ones have not ended. Each call has a timeout of a second; one in five
/// sends a body that can be read only once.
/// </summary>
internal sealed class SteadyTraffic(AccountClient client, Meter meter)
{
    public const int PerSecond = 300;

    private static readonly TimeSpan SteadyTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BurstTimeout = TimeSpan.FromSeconds(30);

    private static readonly byte[] Body = "{\"call1\":\"+46800000000\"}"u8.ToArray();

    /// <summary>
    /// Makes many calls at once, with a longer timeout, because opening 1,000 connections takes a moment.
    /// </summary>
    public async Task BurstAsync(int callers, Ct ct)
    {
        var calls = Enumerable.Range(0, callers).Select(_ => CallAsync(client.GetAccountAsync, BurstTimeout, ct));
        await Task.WhenAll(calls);
        var counts = meter.Counts;
        var severity = counts.Failures == 0 ? Severity.Good : Severity.Bad;
        meter.Events.Add(meter.Now, severity, $"{callers - counts.Failures:N0} of {callers:N0} callers served");
    }

    /// <summary>Makes calls until <paramref name="end"/>, then waits for the pending ones.</summary>
    public async Task FlowAsync(Ct end, Ct ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var clock = Stopwatch.StartNew();
        var pending = new List<Task>();
        var sent = 0;

        while (!end.IsCancellationRequested && await tick.WaitForNextTickAsync(ct))
        {
            for (; sent < clock.Elapsed.TotalSeconds * PerSecond; sent++)
            {
                pending.Add(CallAsync(sent % 5 == 4 ? UploadAsync : client.GetAccountAsync, SteadyTimeout, ct));
            }

            pending.RemoveAll(call => call.IsCompletedSuccessfully);
        }

        await Task.WhenAll(pending);
    }

    private async Task CallAsync(Func<Ct, Task> call, TimeSpan limit, Ct ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(limit);
        var startedAt = meter.Now;
        string? failure = null;

        try
        {
            await call(timeout.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            failure = Describe(e);
        }

        meter.CallEnded(meter.Now - startedAt, failure, isHurried: limit == SteadyTimeout);
    }

    private async Task UploadAsync(Ct ct)
    {
        await using var body = new OneWayStream(Body);
        await client.CallBackAsync(body, ct);
    }

    private static string Describe(Exception e) => e switch
    {
        OperationCanceledException => "no response within 1 s",
        SonetelAuthException { Error: { } error } => error,
        HttpRequestException { StatusCode: { } status } => $"{(int)status}",
        InvalidOperationException or { InnerException: InvalidOperationException } => "body cannot be sent twice",
        _ => e.GetType().Name,
    };
}
