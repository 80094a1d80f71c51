using System.Diagnostics;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>Real processes, a real PostgreSQL, and an emulator that ends a sign-in whose refresh token comes twice.</summary>
[CancelAfter(60_000)]
public sealed class FleetTests
{
    [Test]
    public async Task Eight_processes_pay_for_each_lifetime_once(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(processes: 8, lifetime: TimeSpan.FromSeconds(5), ct);

        await fleet.TokensIssuedAsync(6, ct);
        // Before any process ends: one that ends in the middle of a renewal breaks it off.
        var requests = fleet.Emulator.TokenRequests;
        var (calls, failed) = await fleet.EndAsync(ct);
        var counters = fleet.Emulator.Counters;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed, Is.Zero);
            Assert.That(calls, Is.GreaterThan(100));
            Assert.That(requests.Select(request => request.Parameters["grant_type"]), Is.EqualTo(Enumerable.Repeat("refresh_token", 5).Prepend("password")));
            Assert.That(Pauses(requests), Is.All.GreaterThan(TimeSpan.FromSeconds(3)), "one for each lifetime, not two for one");
            Assert.That(counters.RefreshTokenReuses, Is.Zero);
            Assert.That(counters.ApiUnauthorized, Is.Zero);
        }
    }

    [Test]
    public async Task A_process_killed_in_mid_renewal_is_followed_by_another_within_a_second(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(processes: 3, lifetime: TimeSpan.FromSeconds(30), ct);
        fleet.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromMinutes(10);
        fleet.Emulator.TokenFaults.Next(Fault.Hang);
        await fleet.TokenRequestsAsync(2, ct);
        await fleet.OneWaitsForTheLockAsync(ct);

        // Whoever's renewal hangs holds the lock.
        await fleet.KillHolderAsync(ct);
        var killed = Stopwatch.GetTimestamp();
        await fleet.TokensIssuedAsync(2, ct);

        var elapsed = Stopwatch.GetElapsedTime(killed);
        var requests = fleet.Emulator.TokenRequests;
        var (_, failed) = await fleet.EndAsync(ct);

        Assert.That(elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That(failed, Is.Zero);
        Assert.That(requests.Select(request => request.Parameters["grant_type"]), Is.EqualTo(new[] { "password", "refresh_token", "password" }));
    }

    [Test]
    public async Task A_database_that_stops_and_starts_under_traffic_fails_no_call(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(processes: 3, lifetime: TimeSpan.FromSeconds(5), ct);
        await fleet.Database.StopAsync();
        var before = fleet.Emulator.Counters.TokensIssued;
        await fleet.TokensIssuedAsync(before + 3, ct);

        await fleet.Database.StartAgainAsync();
        await fleet.SharesAgainAsync(ct);
        var (_, failed) = await fleet.EndAsync(ct);

        Assert.That(failed, Is.Zero);
        Assert.That(fleet.Emulator.Counters.RefreshTokenReuses, Is.Zero);
    }

    private static IEnumerable<TimeSpan> Pauses(IReadOnlyList<RecordedRequest> requests) => requests.Zip(requests.Skip(1), (first, second) => second.At - first.At);
}
