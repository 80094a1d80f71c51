using System.Diagnostics;
using Sonetel.Http.Benchmarks.Fleet.Members;
using Sonetel.Http.Benchmarks.Fleet.Servers;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>More and more renewals at once in two processes, over a token endpoint that costs nothing, until no more come out.</summary>
internal sealed class SaturationRun(FleetStore store, TimeSpan duration, int[] accountsPerProcess)
{
    private const int Processes = 2;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<SaturationResult>> RunAsync()
    {
        var results = new List<SaturationResult>();

        foreach (var accounts in accountsPerProcess)
        {
            results.Add(await RunAsync(accounts));
        }

        return results;
    }

    private async Task<SaturationResult> RunAsync(int accounts)
    {
        await using var server = await StoreServers.StartAsync(store, accounts);
        using var members = new FleetProcesses();
        await members.StartAsync(Enumerable.Range(0, Processes).Select(number => Settings(number, server, accounts)));
        await members.GoAsync();
        await Task.Delay(WarmUp);
        var (before, storeBefore, machineBefore) = await SampleAsync(members, server);
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(duration);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (after, storeAfter, machineAfter) = await SampleAsync(members, server);

        double Grown(Func<MemberStats, double> count) => after.Sum(count) - before.Sum(count);
        var renewals = Math.Max(1, Grown(member => member.Calls));
        var latencies = Latencies(after).Zip(Latencies(before), (later, earlier) => later - earlier).ToArray();

        return new SaturationResult
        {
            Store = store,
            AtOnce = accounts * Processes,
            RenewalsPerSecond = renewals / seconds,
            P50Microseconds = LatencyHistogram.Microseconds(latencies, 0.5),
            P99Microseconds = LatencyHistogram.Microseconds(latencies, 0.99),
            StoreCallsPerRenewal = Grown(member => member.StoreCalls) / renewals,
            StoreMicroseconds = (storeAfter - storeBefore).TotalMicroseconds / renewals,
            MemberMicroseconds = Grown(member => member.Processor.TotalMicroseconds) / renewals,
            MachineBusy = (machineAfter.Busy - machineBefore.Busy) / (machineAfter.All - machineBefore.All),
            Failed = after.Sum(member => member.FailedCalls),
        };
    }

    private MemberSettings Settings(int number, IStoreServer server, int accounts) => new(
        number, store, server.ConnectionString, TokenEndpoint: null, accounts, TimeSpan.FromHours(1), default, default, default);

    private static async Task<(IReadOnlyList<MemberStats> Members, TimeSpan Store, (double Busy, double All) Machine)> SampleAsync(
        FleetProcesses members, IStoreServer server) =>
        (await members.StatsAsync(), await server.ProcessorAsync(), ProcessorTime.OfMachine());

    private static IEnumerable<long> Latencies(IReadOnlyList<MemberStats> members) =>
        Enumerable.Range(0, members[0].Latencies.Length).Select(bucket => members.Sum(member => member.Latencies[bucket]));
}
