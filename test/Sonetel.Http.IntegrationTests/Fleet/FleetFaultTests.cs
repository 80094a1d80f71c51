namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>
/// Eight real processes with tokens of three seconds, struck in the middle of their renewals. Half a minute each;
/// <c>SONETEL_FLEET_SECONDS=180 dotnet test --filter FleetFaultTests</c> takes three.
/// </summary>
[CancelAfter(300_000)]
public sealed class FleetFaultTests
{
    private static readonly FleetOptions OnlyRefreshToken = new() { HasOnlyRefreshToken = true };

    [Test]
    public async Task The_only_refresh_token_outlives_a_database_that_fails_under_each_renewal(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(OnlyRefreshToken, ct);

        var chaos = new Chaos(fleet, seed: 1, Strike.DatabaseStops, Strike.SessionsEnd, Strike.DatabaseRestarts);
        var report = await chaos.RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
    }

    [Test]
    public async Task The_only_refresh_token_outlives_a_process_that_freezes_in_mid_renewal(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(OnlyRefreshToken, ct);

        var report = await new Chaos(fleet, seed: 2, Strike.HolderFreezes).RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
    }

    [Test]
    public async Task The_only_refresh_token_outlives_the_sessions_behind_a_pooler(Ct ct)
    {
        var options = OnlyRefreshToken with { Processes = 4, Store = FleetStore.PgBouncer };
        await using var fleet = await FleetWorld.CreateAsync(options, ct);

        var chaos = new Chaos(fleet, seed: 3, Strike.SessionsEnd, Strike.DatabaseRestarts);
        var report = await chaos.RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
    }

    [Test]
    public async Task An_account_with_a_password_fails_no_call_whatever_is_killed(Ct ct)
    {
        await using var fleet = await FleetWorld.CreateAsync(new FleetOptions(), ct);

        Strike[] strikes =
            [Strike.HolderIsKilled, Strike.DatabaseStops, Strike.HolderIsKilled, Strike.DatabaseRestarts, Strike.SessionsEnd];
        var chaos = new Chaos(fleet, seed: 4, strikes);
        var report = await chaos.RunAsync(Chaos.Duration, ct);

        AssertNothingIsLost(report);
        Assert.That(report.Failed, Is.Empty);
    }

    private static void AssertNothingIsLost(ChaosReport report)
    {
        TestContext.Out.WriteLine(report);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Reuses, Is.Zero);
            Assert.That(report.StaleOverwrites, Is.Zero);
            Assert.That(report.Unexplained, Is.Empty);
        }
    }
}
