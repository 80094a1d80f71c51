using System.Diagnostics;
using System.Globalization;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>Renews as fast as it can: so many accounts at once, each again as soon as it has its token.</summary>
internal sealed class MemberRenewals(MemberSettings settings, MemberClient client)
{
    private readonly LatencyHistogram _latencies = new();
    private long _renewals;
    private long _failed;
    private string? _lastFailure;

    public MemberStats Stats => new()
    {
        Calls = Interlocked.Read(ref _renewals),
        FailedCalls = Interlocked.Read(ref _failed),
        Latencies = _latencies.ToArray(),
        LastFailure = _lastFailure,
    };

    public Task RunAsync(Ct ct) => Task.WhenAll(Enumerable.Range(0, settings.Accounts).Select(number => RenewAsync(number, ct)));

    private async Task RenewAsync(int number, Ct ct)
    {
        var account = string.Create(CultureInfo.InvariantCulture, $"user-{settings.Number}-{number}");

        while (!ct.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();

            try
            {
                await client.RenewAsync(account);
                _latencies.Add(Stopwatch.GetElapsedTime(began));
                Interlocked.Increment(ref _renewals);
            }
            catch (SonetelAuthException e)
            {
                Interlocked.Increment(ref _failed);
                _lastFailure = e.Message;
            }
        }
    }
}
