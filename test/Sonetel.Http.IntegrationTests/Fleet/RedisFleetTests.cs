using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>
/// Eight real processes over a Redis that is killed and started again. Half a minute each;
/// <c>SONETEL_FLEET_SECONDS=180 dotnet test --filter RedisFleetTests</c> takes three.
/// </summary>
[CancelAfter(300_000)]
public sealed class RedisFleetTests
{
    private static readonly FleetOptions Persistent = new() { Store = FleetStore.Redis, HasOnlyRefreshToken = true };

    private static readonly FleetOptions Forgetful = new() { Store = FleetStore.ForgetfulRedis, HasOnlyRefreshToken = true };

    [Test]
    public async Task Eight_processes_pay_for_each_lifetime_once([Values] bool isPersistent, Ct ct)
    {
        var options = isPersistent ? Persistent : Forgetful;
        await using var fleet = await FleetWorld.CreateAsync(options with { Lifetime = TimeSpan.FromSeconds(5) }, ct);

        await fleet.TokensIssuedAsync(4, ct);
        var requests = fleet.Emulator.TokenRequests;
        await fleet.EndAsync(ct);

        Assert.That(fleet.FailedCalls, Is.Empty);
        Assert.That(Pauses(requests), Is.All.GreaterThan(TimeSpan.FromSeconds(3)), "one for each lifetime, not two for one");
        Assert.That(fleet.Emulator.Counters.RefreshTokenReuses, Is.Zero);
    }

    [Test]
    public async Task The_only_refresh_token_outlives_a_Redis_that_crashes_under_each_renewal_and_persists(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(Persistent, ct);

        var report = await new RedisChaos(
            fleet, seed: 1, RedisCrash.BeforeTheAnswer, RedisCrash.AcrossTheAnswer, RedisCrash.AtTheResult, RedisCrash.BetweenRenewals)
            .RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
    }

    [Test]
    public async Task The_only_refresh_token_outlives_a_Redis_that_loses_everything_while_processes_know_it(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(Forgetful, ct);

        var report = await new RedisChaos(fleet, seed: 2, RedisCrash.BetweenRenewals).RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
    }

    [Test]
    public async Task An_account_with_a_password_fails_no_call_whatever_is_killed(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(new FleetOptions { Store = FleetStore.Redis }, ct);

        Strike[] strikes =
            [Strike.HolderIsKilled, Strike.DatabaseStops, Strike.HolderIsKilled, Strike.DatabaseRestarts, Strike.SessionsEnd];
        var report = await new Chaos(fleet, seed: 5, strikes).RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
        Assert.That(report.Failed, Is.Empty);
    }

    // One of these alone: which processes know the token decides, and the README says that no protocol saves them all.
    [TestCase(nameof(RedisCrash.BeforeTheAnswer))]
    [TestCase(nameof(RedisCrash.AcrossTheAnswer))]
    [TestCase(nameof(RedisCrash.AtTheResult))]
    [Explicit("measures what a Redis without persistence costs in mid-renewal")]
    public async Task Redis_loses_everything_in_mid_renewal(string crash, Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(Forgetful, ct);

        var report = await new RedisChaos(fleet, seed: 3, Enum.Parse<RedisCrash>(crash)).RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
    }

    private static void AssertNothingIsLost(ChaosReport report)
    {
        TestContext.Out.WriteLine(report);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Reuses, Is.Zero);
            Assert.That(report.Unexplained, Is.Empty);
        }
    }

    private static IEnumerable<TimeSpan> Pauses(IReadOnlyList<RecordedRequest> requests) =>
        requests.Zip(requests.Skip(1), (first, second) => second.At - first.At);
}
