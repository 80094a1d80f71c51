using System.Diagnostics;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>Kills Redis under a fleet, again and again, and starts it each time.</summary>
internal sealed class RedisChaos(FleetWorld fleet, int seed, params RedisCrash[] crashes)
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

        return await Chaos.EndAsync(fleet, seed, reports, ct);
    }

    private async Task<StrikeReport> CrashAsync(RedisCrash crash, Ct ct)
    {
        using var held = await fleet.HoldNextRequestAsync(ct);
        var before = await fleet.Store.ReadAsync(ct);

        if (crash is RedisCrash.AtTheResult or RedisCrash.BetweenRenewals)
        {
            await ReleaseAndWaitAsync(held, crash, ct);
            before = await ReadUnlessAtOnceAsync(crash, before, ct);
        }

        var (at, struck) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        await fleet.Store.StopAsync();

        if (crash is RedisCrash.AcrossTheAnswer)
        {
            held.Release();
            await Task.Delay(TimeSpan.FromSeconds(0.5 + (2.5 * _random.NextDouble())), ct);
        }

        await fleet.Store.StartAgainAsync(ct);
        var lasted = Stopwatch.GetElapsedTime(struck);
        held.Release();
        var toToken = await AnotherTokenAsync(crash, before, ct);
        TestContext.Out.WriteLine($"{crash}: lasted {lasted.TotalSeconds:F1} s, a token {toToken.TotalSeconds:F1} s later");
        return new StrikeReport(Strike.DatabaseStops, at, lasted, toToken);
    }

    private async Task<TimeSpan> AnotherTokenAsync(RedisCrash crash, TokenSet? before, Ct ct)
    {
        var began = Stopwatch.GetTimestamp();
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Longest);

        try
        {
            await fleet.SharesAnotherTokenAsync(before, bounded.Token);
            return Stopwatch.GetElapsedTime(began);
        }
        catch (OperationCanceledException)
        {
            var counters = fleet.Emulator.Counters;
            Assert.Fail($"{crash}: no token within {Longest.TotalSeconds} s, {counters.RefreshTokenReuses} reuses of a refresh token.");
            throw;
        }
    }

    private async Task ReleaseAndWaitAsync(HeldRequest held, RedisCrash crash, Ct ct)
    {
        var issued = fleet.Emulator.Counters.TokensIssued;
        held.Release();
        await fleet.TokensIssuedAsync(issued + 1, ct);

        // The old token runs out 0.6 s after the renewal began; by then every process has taken the new one.
        var pause = crash is RedisCrash.BetweenRenewals ? 1000 : 30 * _random.NextDouble();
        await Task.Delay(TimeSpan.FromMilliseconds(pause), ct);
    }

    // Where Redis is to be killed within milliseconds, there is no time to look.
    private async Task<TokenSet?> ReadUnlessAtOnceAsync(RedisCrash crash, TokenSet? before, Ct ct) =>
        crash is RedisCrash.BetweenRenewals ? await fleet.Store.ReadAsync(ct) : before;
}
