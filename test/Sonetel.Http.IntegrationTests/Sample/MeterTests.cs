using System.Diagnostics;
using Sonetel.Http.Sample;

namespace Sonetel.Http.IntegrationTests.Sample;

internal sealed class MeterTests
{
    private readonly Meter _meter = new(new Stopwatch());

    [Test]
    public void The_99th_of_a_hundred_calls_counts_and_the_slowest_does_not()
    {
        for (var i = 1; i <= 100; i++)
        {
            _meter.CallEnded(TimeSpan.FromMilliseconds(i), failure: null, isHurried: true);
        }

        Assert.That(_meter.Percentile99(), Is.EqualTo(TimeSpan.FromMilliseconds(99)));
    }

    [Test]
    public void A_failure_that_goes_on_is_one_event()
    {
        var log = new LiveEvents();

        for (var i = 0; i < 100; i++)
        {
            log.Add(TimeSpan.FromSeconds(i), Severity.Bad, "call failed: 503");
        }

        Assert.That(log.Last.Single().Times, Is.EqualTo(100));
    }

    [Test]
    public void The_same_failure_after_a_while_is_another_event()
    {
        var log = new LiveEvents();

        log.Add(TimeSpan.FromSeconds(1), Severity.Bad, "call failed: 503");
        log.Add(TimeSpan.FromSeconds(5), Severity.Bad, "call failed: 503");

        Assert.That(log.Last, Has.Count.EqualTo(2));
    }
}
