using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>Real processes, a real PostgreSQL, and an emulator that ends a sign-in whose refresh token comes twice.</summary>
[CancelAfter(60_000)]
public sealed class FleetTests
{
    [Test]
    public async Task Eight_processes_pay_for_each_lifetime_once(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(new FleetOptions { Lifetime = TimeSpan.FromSeconds(5) }, ct);

        await fleet.TokensIssuedAsync(fleet.Emulator.Counters.TokensIssued + 3, ct);
        // Before any process ends: one that ends in the middle of a renewal breaks it off.
        var requests = fleet.Emulator.TokenRequests;
        var calls = await fleet.EndAsync(ct);
        var counters = fleet.Emulator.Counters;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fleet.FailedCalls, Is.Empty);
            Assert.That(calls, Is.GreaterThan(100));
            var grants = requests.Select(request => request.Parameters["grant_type"]).ToArray();
            Assert.That(grants[0], Is.EqualTo("password"));
            Assert.That(grants.Skip(1), Is.All.EqualTo("refresh_token"));
            Assert.That(Pauses(requests), Is.All.GreaterThan(TimeSpan.FromSeconds(3)), "one for each lifetime");
            Assert.That(counters.RefreshTokenReuses, Is.Zero);
            Assert.That(counters.ApiUnauthorized, Is.Zero);
        }
    }

    [Test]
    public async Task A_process_that_lacks_the_key_spends_nothing_and_joins_once_it_has_it(Ct ct)
    {
        var options = new FleetOptions { Processes = 2, HasOnlyRefreshToken = true, Keys = ["new", "old"] };
        await using var fleet = await FleetWorld.CreateAsync(options, ct);

        var late = await fleet.StartMemberAsync("late", ["old"], ct);
        await fleet.TokensIssuedAsync(fleet.Emulator.Counters.TokensIssued + 2, ct);
        await fleet.KillAsync(late, ct);
        var failed = fleet.FailedCalls;
        await fleet.StartMemberAsync("updated", ["new", "old"], ct);
        await fleet.TokensIssuedAsync(fleet.Emulator.Counters.TokensIssued + 2, ct);
        await fleet.EndAsync(ct);

        Assert.That(failed.Select(call => call.Member), Is.Not.Empty.And.All.EqualTo("late"));
        Assert.That(fleet.FailedCalls, Has.Count.EqualTo(failed.Count));
        var senders = fleet.Emulator.TokenRequests.Select(request => request.Headers["User-Agent"]);
        Assert.That(senders, Has.None.EqualTo("late"));
        Assert.That(fleet.Emulator.Counters.RefreshTokenReuses, Is.Zero);
    }

    private static IEnumerable<TimeSpan> Pauses(IReadOnlyList<RecordedRequest> requests) =>
        requests.Zip(requests.Skip(1), (first, second) => second.At - first.At);
}
