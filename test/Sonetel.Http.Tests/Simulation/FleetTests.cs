using System.Globalization;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>A fleet shares one account while everything goes wrong that can, on one virtual clock, by a seed.</summary>
/// <remarks>
/// <c>SIM_SEEDS=8700 dotnet test --filter FleetTests</c> runs that many seeds of each configuration, <c>SIM_FIRST</c> is the first;
/// <c>SIM_CONFIG=rt-revoke SIM_SEED=17 dotnet test --filter A_seed_is_replayed_with_its_trace</c> prints what happened in one.
/// </remarks>
[Category("Simulation")]
public sealed class FleetTests
{
    private const long DefaultSeeds = 100;
    private const int ShownLines = 300;

    private static IEnumerable<string> Names => Configurations.All.Select(static configuration => configuration.Name);

    [TestCaseSource(nameof(Names))]
    [CancelAfter(3_600_000)]
    public void A_fleet_loses_nothing_and_recovers(string name, Ct ct)
    {
        var runs = new FleetRuns(Named(name));

        runs.Run(Number("SIM_FIRST") ?? 1, Number("SIM_SEEDS") ?? DefaultSeeds, ct);

        TestContext.Out.WriteLine(runs.Report());

        if (runs.Failed.FirstOrDefault() is { } failed)
        {
            Assert.Fail(Described(failed, runs.Report()));
        }

        Assert.That(runs.Measure(Invariants.NothingSaves), Is.LessThan(Math.Max(10, Named(name).MostLost * runs.Count)));
    }

    [Test]
    [CancelAfter(60_000)]
    public void A_seed_run_twice_gives_the_identical_trace([ValueSource(nameof(Names))] string name, Ct ct)
    {
        var once = FleetResult.Of(Named(name), 7, isTracing: true);
        var twice = FleetResult.Of(Named(name), 7, isTracing: true);

        Assert.That(once.Trace, Is.Not.Empty);
        Assert.That(twice.Trace, Is.EqualTo(once.Trace));
    }

    [Test]
    [CancelAfter(60_000)]
    public void A_seed_is_replayed_with_its_trace(Ct ct)
    {
        if (Number("SIM_SEED") is not { } seed)
        {
            Assert.Ignore("Set SIM_SEED and SIM_CONFIG to see what happens in a seed.");
            return;
        }

        var result = FleetResult.Of(Named(Environment.GetEnvironmentVariable("SIM_CONFIG") ?? "rt-revoke"), seed, isTracing: true);

        TestContext.Out.WriteLine(string.Join(Environment.NewLine, result.Trace));
        Assert.That(result.Violations, Is.Empty);
    }

    private static Configuration Named(string name) => Configurations.All.Single(configuration => configuration.Name == name);

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    // The lines that lead to the first breach, and a few after it.
    private static string Described(FleetResult failed, string report)
    {
        var replayed = FleetResult.Of(Named(failed.Configuration), failed.Seed, isTracing: true);
        var breach = replayed.Trace.ToList().FindIndex(static line => line.Contains("****", StringComparison.Ordinal));
        var first = Math.Max(0, breach - ShownLines);
        var lines = replayed.Trace.Skip(first).Take(breach < 0 ? ShownLines : breach - first + 10);
        return $"""
            {report}
            Replay: SIM_CONFIG={failed.Configuration} SIM_SEED={failed.Seed} dotnet test --filter A_seed_is_replayed_with_its_trace
            {string.Join(Environment.NewLine, failed.Violations)}
            {string.Join(Environment.NewLine, lines)}
            """;
    }
}
