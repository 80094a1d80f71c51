using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>Eight real processes with a refresh token and nothing else, over a Redis that is killed and started again.</summary>
[CancelAfter(120_000)]
public sealed class RedisFleetTests
{
    private const int Processes = 8;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    [Test]
    public async Task Eight_processes_pay_for_each_lifetime_once([Values] bool isPersistent, Ct ct)
    {
        var lifetime = TimeSpan.FromSeconds(5);
        await using var fleet = await RedisFleet.CreateAsync(isPersistent, Processes, lifetime, ct);

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
        await using var fleet = await RedisFleet.CreateAsync(isPersistent: true, Processes, Lifetime, ct);

        var report = await new RedisChaos(
            fleet, seed: 1, RedisCrash.BeforeTheAnswer, RedisCrash.AcrossTheAnswer, RedisCrash.AtTheResult, RedisCrash.BetweenRenewals)
            .RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
    }

    [Test]
    public async Task The_only_refresh_token_outlives_a_Redis_that_loses_everything_while_processes_know_it(Ct ct)
    {
        await using var fleet = await RedisFleet.CreateAsync(isPersistent: false, Processes, Lifetime, ct);

        var report = await new RedisChaos(fleet, seed: 2, RedisCrash.BetweenRenewals).RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
    }

    // One of these alone: which processes know the token decides, and the README says that no protocol saves them all.
    [TestCase(nameof(RedisCrash.BeforeTheAnswer))]
    [TestCase(nameof(RedisCrash.AcrossTheAnswer))]
    [TestCase(nameof(RedisCrash.AtTheResult))]
    [Explicit("measures what a Redis without persistence costs in mid-renewal")]
    public async Task Redis_loses_everything_in_mid_renewal(string crash, Ct ct)
    {
        await using var fleet = await RedisFleet.CreateAsync(isPersistent: false, Processes, Lifetime, ct);

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
