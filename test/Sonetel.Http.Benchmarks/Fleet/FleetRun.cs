using System.Diagnostics;
using Sonetel.Http.Benchmarks.Fleet.Members;
using Sonetel.Http.Benchmarks.Fleet.Servers;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>Measures one row: cold starts, then so many lifetimes of each account.</summary>
internal sealed class FleetRun(FleetRow row, FleetPlan plan)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private int _mostConnections;

    public async Task<FleetResult> RunAsync()
    {
        await using var server = await StoreServers.StartAsync(row.Store, row.Accounts);
        await using var tokens = await CountingTokenServer.StartAsync(plan);
        using var members = new FleetProcesses();
        await members.StartAsync(Enumerable.Range(0, row.Processes).Select(number => Settings(number, server, tokens)));
        await members.GoAsync();

        // What the other processes still have to read belongs to the renewal that was counted.
        var settling = plan.Lifetime / 10;
        await UntilAllHaveBegunAsync(1, tokens, server, members);
        await Task.Delay(settling);
        var cold = await SampleAsync(members, tokens, server);
        await UntilAllHaveBegunAsync(1 + plan.Lifetimes, tokens, server, members);
        await Task.Delay(settling);
        var warm = await SampleAsync(members, tokens, server);
        return Result(cold, warm, tokens.Ledger, server.ConnectionLimit(row.Processes));
    }

    private MemberSettings Settings(int number, IStoreServer server, CountingTokenServer tokens) => new(
        number,
        row.Store,
        server.ConnectionString,
        tokens.TokenEndpoint,
        row.Accounts,
        plan.Lifetime,
        plan.Ramp(row.Accounts),
        plan.Interval(row.Accounts),
        plan.Interval(row.Accounts) * number / row.Processes);

    private async Task UntilAllHaveBegunAsync(
        int lifetimes, CountingTokenServer tokens, IStoreServer server, FleetProcesses members)
    {
        var began = Stopwatch.GetTimestamp();

        while (!tokens.Ledger.HaveAllBegun(row.Accounts, lifetimes))
        {
            if (Stopwatch.GetElapsedTime(began) > plan.Limit(row.Accounts))
            {
                var stats = await members.StatsAsync();
                var failure = stats.Select(member => member.LastFailure).FirstOrDefault(failure => failure is not null);
                var begun = $"{tokens.Ledger.Accounts.Count(account => account.Requests.Count >= lifetimes)} of {row.Accounts}";
                throw new TimeoutException(
                    $"{begun} accounts have begun {lifetimes} lifetimes; "
                    + $"{stats.Sum(member => member.StoreErrors)} store errors; {failure}");
            }

            _mostConnections = Math.Max(_mostConnections, await server.ConnectionsAsync());
            await Task.Delay(BetweenLooks);
        }
    }

    private static async Task<FleetSample> SampleAsync(FleetProcesses members, CountingTokenServer tokens, IStoreServer server)
    {
        var stats = await members.StatsAsync();
        return new FleetSample(
            Stopwatch.GetTimestamp(),
            stats,
            await server.BytesAsync() ?? stats.Sum(member => member.StoreBytes),
            tokens.Ledger.LifetimesBegun,
            await server.ProcessorAsync(),
            ProcessorTime.OfMachine());
    }

    private FleetResult Result(FleetSample cold, FleetSample warm, TokenLedger ledger, int connectionLimit)
    {
        var time = Stopwatch.GetElapsedTime(cold.Timestamp, warm.Timestamp);
        double lifetimes = warm.LifetimesBegun - cold.LifetimesBegun;
        var latencies = warm.Latencies.Zip(cold.Latencies, (after, before) => after - before).ToArray();
        var calls = warm.Sum(member => member.Calls) - cold.Sum(member => member.Calls);
        var later = ledger.Accounts.SelectMany(account => account.Requests.Skip(1)).ToArray();

        return new FleetResult
        {
            Store = row.Store,
            Processes = row.Processes,
            Accounts = row.Accounts,
            LifetimeSeconds = plan.Lifetime.TotalSeconds,
            ColdTokenRequests = ledger.Accounts.Average(account => account.Requests[0]),
            TokenRequestsPerLifetime = later.Average(),
            MostTokenRequests = ledger.Accounts.Max(account => account.Requests.Max()),
            Reuses = ledger.Reuses,
            StoreCallsPerLifetime = (warm.Sum(member => member.StoreCalls) - cold.Sum(member => member.StoreCalls)) / lifetimes,
            BytesPerLifetime = (warm.StoreBytes - cold.StoreBytes) / lifetimes,
            StoreErrors = warm.Sum(member => member.StoreErrors),
            MostConnections = _mostConnections,
            ConnectionLimit = connectionLimit,
            Calls = calls,
            CallsPerSecond = calls / time.TotalSeconds,
            FailedCalls = warm.Sum(member => member.FailedCalls),
            ExpiredCalls = warm.Sum(member => member.ExpiredCalls),
            P50Microseconds = LatencyHistogram.Microseconds(latencies, 0.5),
            P99Microseconds = LatencyHistogram.Microseconds(latencies, 0.99),
            P999Microseconds = LatencyHistogram.Microseconds(latencies, 0.999),
            MegabytesPerProcess = warm.Members.Average(member => member.ResidentBytes / 1e6),
            MemberCores = (warm.MemberProcessor - cold.MemberProcessor) / time,
            StoreCores = (warm.StoreProcessor - cold.StoreProcessor) / time,
            MachineBusy = (warm.Machine.Busy - cold.Machine.Busy) / (warm.Machine.All - cold.Machine.All),
        };
    }
}
