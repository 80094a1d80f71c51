using System.Globalization;

namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>What a large fleet costs its store, counted over a day of virtual time.</summary>
/// <remarks>
/// <c>SIM_PROCESSES=1000 SIM_ACCOUNTS=1000 dotnet test -c Release --filter ScaleTests</c> takes about ten minutes and 3 GB;
/// <c>SIM_HOURS</c>, <c>SIM_LIFETIME</c> (seconds) and <c>SIM_CALLS</c> (of each process and account in a lifetime) change the rest.
/// </remarks>
[Category("Simulation")]
public sealed class ScaleTests
{
    [Test]
    [CancelAfter(3_600_000)]
    public void A_large_fleet_asks_once_per_lifetime_and_reads_as_the_model_says(Ct ct)
    {
        var settings = new ScaleSettings((int)Number("SIM_PROCESSES", 20), (int)Number("SIM_ACCOUNTS", 20))
        {
            Hours = Number("SIM_HOURS", 24),
            Lifetime = Number("SIM_LIFETIME", 3600),
            Calls = (int)Number("SIM_CALLS", 1),
        };

        Check(settings);
    }

    [TestCase(1, 1)]
    [TestCase(3, 1)]
    [TestCase(3, 12)]
    [TestCase(100, 1)]
    [TestCase(100, 12)]
    [CancelAfter(60_000)]
    public void The_model_holds_for_few_processes_and_for_busy_ones(int processes, int calls, Ct ct) =>
        Check(new ScaleSettings(processes, Accounts: 10) { Calls = calls });

    private static void Check(ScaleSettings settings)
    {
        var model = new ScaleModel(settings);
        var result = InContext(settings);
        TestContext.Out.WriteLine(result.Report());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Stray, Is.Null);
            Assert.That(result.Failures, Is.Zero);
            Assert.That(result.Reused, Is.Zero);
            Assert.That(result.RequestsPerLifetime, Is.EqualTo(1));
            Assert.That(result.WritesPerLifetime, Is.EqualTo(ScaleModel.Writes).Within(1).Percent);
            Assert.That(result.ReadsPerLifetime, Is.EqualTo(model.Reads).Within(5).Percent);
        }
    }

    // Under a context of the test framework's, continuations would not run inline.
    private static ScaleResult InContext(ScaleSettings settings)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);

        try
        {
            using var fleet = new ScaleFleet(settings);
            return fleet.Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
