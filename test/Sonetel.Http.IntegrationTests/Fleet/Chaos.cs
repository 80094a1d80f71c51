using System.Diagnostics;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>
/// Strikes a fleet in the middle of its renewals, every ten seconds or as soon as the last strike is over. A seed gives the same
/// strikes each time.
/// </summary>
internal sealed class Chaos(FleetWorld fleet, int seed, params Strike[] strikes)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private readonly Random _random = new(seed);

    /// <summary>How long chaos lasts: half a minute, or as long as the environment says.</summary>
    public static TimeSpan Duration => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("SONETEL_FLEET_SECONDS"), out var seconds) ? seconds : 30);

    public async Task<ChaosReport> RunAsync(TimeSpan duration, Ct ct)
    {
        var began = Stopwatch.GetTimestamp();
        var reports = new List<StrikeReport>();

        for (var due = TimeSpan.Zero; due + Between <= duration; due = Later(due + Between, Stopwatch.GetElapsedTime(began)))
        {
            await Task.Delay(Later(due - Stopwatch.GetElapsedTime(began), TimeSpan.Zero), ct);
            reports.Add(await StrikeAsync(strikes[reports.Count % strikes.Length], ct));
        }

        return await EndAsync(fleet, seed, reports, ct);
    }

    /// <summary>Ends a fleet that is alive after all strikes: its chain goes on for two more lifetimes.</summary>
    public static async Task<ChaosReport> EndAsync(FleetWorld fleet, int seed, IReadOnlyList<StrikeReport> strikes, Ct ct)
    {
        await fleet.TokensIssuedAsync(fleet.Emulator.Counters.TokensIssued + 2, ct);
        var requests = fleet.Emulator.Counters.TokenRequests;
        var calls = await fleet.EndAsync(ct);
        return new ChaosReport(seed, strikes, calls, fleet.FailedCalls)
        {
            TokenRequests = requests,
            Reuses = fleet.Emulator.Counters.RefreshTokenReuses,
            StaleOverwrites = await fleet.Store.StaleOverwritesAsync(ct),
        };
    }

    private async Task<StrikeReport> StrikeAsync(Strike strike, Ct ct)
    {
        using var held = await fleet.HoldNextRequestAsync(ct);
        var before = await fleet.Store.ReadAsync(ct);
        var (at, struck) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        await StrikeAsync(strike, held, ct);
        var ended = Stopwatch.GetTimestamp();
        await fleet.SharesAnotherTokenAsync(before, ct);
        return new StrikeReport(strike, at, Stopwatch.GetElapsedTime(struck, ended), Stopwatch.GetElapsedTime(ended));
    }

    private Task StrikeAsync(Strike strike, HeldRequest held, Ct ct) => strike switch
    {
        Strike.SessionsEnd => EndSessionsAsync(held, ct),
        Strike.DatabaseRestarts => RestartAsync(held, ct),
        Strike.DatabaseStops => StopAsync(held, ct),
        Strike.HolderFreezes => FreezeAsync(held, ct),
        _ => KillAsync(held, ct),
    };

    private async Task EndSessionsAsync(HeldRequest held, Ct ct)
    {
        await fleet.Store.EndSessionsAsync(ct);
        held.Release();
    }

    private async Task RestartAsync(HeldRequest held, Ct ct)
    {
        await fleet.Store.StopAsync();
        await fleet.Store.StartAgainAsync(ct);
        held.Release();
    }

    private async Task StopAsync(HeldRequest held, Ct ct)
    {
        await fleet.Store.StopAsync();
        held.Release();
        await Task.Delay(Seconds(0.5, 4), ct);
        await fleet.Store.StartAgainAsync(ct);
    }

    private async Task FreezeAsync(HeldRequest held, Ct ct)
    {
        await held.Sender.FreezeAsync(ct);
        held.Release();
        await Task.Delay(Seconds(5, 15), ct);
        await held.Sender.ThawAsync(ct);
    }

    private async Task KillAsync(HeldRequest held, Ct ct)
    {
        if (_random.Next(2) == 0)
        {
            held.Release();
            await Task.Delay(Seconds(0, 0.01), ct);
        }

        await fleet.KillAsync(held.Sender, ct);
        held.Release();
        fleet.Replace(held.Sender);
    }

    private TimeSpan Seconds(double least, double most) =>
        TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));

    private static TimeSpan Later(TimeSpan first, TimeSpan second) => first > second ? first : second;
}
