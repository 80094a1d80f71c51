using System.Diagnostics;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>Kills Redis under a fleet, again and again, and starts it each time.</summary>
internal sealed class RedisChaos(RedisFleet fleet, int seed, params RedisCrash[] crashes)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    // A claim whose holder is gone is taken over after 20 s.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(45);

    private readonly Random _random = new(seed);

    public async Task<ChaosReport> RunAsync(TimeSpan duration, Ct ct)
    {
        var began = Stopwatch.GetTimestamp();
        var reports = new List<StrikeReport>();

        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            reports.Add(await CrashAsync(crashes[reports.Count % crashes.Length], ct));
            await Task.Delay(Between, ct);
        }

        // Alive in the end: the chain goes on for two more lifetimes.
        await fleet.TokensIssuedAsync(fleet.Emulator.Counters.TokensIssued + 2, ct);
        var counters = fleet.Emulator.Counters;
        var calls = await fleet.EndAsync(ct);
        var reuses = fleet.Emulator.Counters.RefreshTokenReuses;
        return new ChaosReport(seed, reports, calls, fleet.FailedCalls)
        {
            TokenRequests = counters.TokenRequests,
            Reuses = reuses,
            StaleOverwrites = 0,
        };
    }

    private async Task<StrikeReport> CrashAsync(RedisCrash crash, Ct ct)
    {
        using var held = await fleet.HoldNextRequestAsync(ct);
        var before = await fleet.ReadAsync();

        if (crash is RedisCrash.AtTheResult or RedisCrash.BetweenRenewals)
        {
            await ReleaseAndWaitAsync(held, crash, ct);
            before = await ReadUnlessAtOnceAsync(crash, before);
        }

        var (at, struck) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        await fleet.Redis.KillAsync();

        if (crash is RedisCrash.AcrossTheAnswer)
        {
            held.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(0.5 + (2.5 * _random.NextDouble())), ct);
        }

        await fleet.Redis.StartAgainAsync(ct);
        var lasted = Stopwatch.GetElapsedTime(struck);
        held.Dispose();
        var toToken = await AnotherTokenAsync(crash, before, ct);
        TestContext.Out.WriteLine($"{crash}: lasted {lasted.TotalSeconds:F1} s, a token {toToken.TotalSeconds:F1} s later");
        return new StrikeReport(Strike.DatabaseStops, at, lasted, toToken);
    }

    private async Task<TimeSpan> AnotherTokenAsync(RedisCrash crash, AccessToken? before, Ct ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Longest);

        try
        {
            return await fleet.SharesAnotherTokenAsync(before, bounded.Token);
        }
        catch (OperationCanceledException)
        {
            var counters = fleet.Emulator.Counters;
            Assert.Fail($"{crash}: no token within {Longest.TotalSeconds} s, {counters.RefreshTokenReuses} reuses of a refresh token.");
            throw;
        }
    }

    private async Task ReleaseAndWaitAsync(IDisposable held, RedisCrash crash, Ct ct)
    {
        var issued = fleet.Emulator.Counters.TokensIssued;
        held.Dispose();
        await fleet.TokensIssuedAsync(issued + 1, ct);

        // The old token runs out 0.6 s after the renewal began; by then every process has taken the new one.
        var pause = crash is RedisCrash.BetweenRenewals ? 1000 : 30 * _random.NextDouble();
        await Task.Delay(TimeSpan.FromMilliseconds(pause), ct);
    }

    // Where Redis is to be killed within milliseconds, there is no time to look.
    private async Task<AccessToken?> ReadUnlessAtOnceAsync(RedisCrash crash, AccessToken? before) =>
        crash is RedisCrash.BetweenRenewals ? await fleet.ReadAsync() : before;
}
