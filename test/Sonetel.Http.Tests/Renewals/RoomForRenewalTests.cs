namespace Sonetel.Http.Tests.Renewals;

/// <summary>Renewal begins early enough for the endpoint to respond, and never in the first half of a token's life.</summary>
public sealed class RoomForRenewalTests
{
    // how long the request took → renewed at, both after the token's beginning; it is due at 80, out at 90, and ends at 100
    [TestCase(0, 80)]
    [TestCase(5, 80)]
    [TestCase(6, 78)]
    [TestCase(20, 50)]
    [TestCase(23, 45)]
    [TestCase(1_000, 45)]
    public void A_slow_endpoint_is_asked_earlier(long took, long renewAt) =>
        Assert.That(new RenewalTimes(1_080, 1_090, 1_100).WithRoomFor(from: 1_000, took), Is.EqualTo(new RenewalTimes(1_000 + renewAt, 1_090, 1_100)));

    [Test]
    public void Each_token_of_a_fleet_is_renewed_at_its_own_time([Range(0, 1, 0.25)] double jitter)
    {
        var times = RenewalTimes.For(0, TimeSpan.FromSeconds(3_600), new SonetelAuthOptions(), jitter, frequency: 1);

        Assert.That(times.RenewAt, Is.EqualTo(3_300 - (long)(30 * jitter)).Within(1));
        Assert.That((times.OutAt, times.EndsAt), Is.EqualTo((3_570L, 3_600L)));
    }

    [TestCase(0)]
    [TestCase(0.001)]
    public void A_lifetime_of_next_to_nothing_keeps_the_order(double seconds)
    {
        var times = RenewalTimes.For(0, TimeSpan.FromSeconds(seconds), new SonetelAuthOptions(), jitter: 1, TimeSpan.TicksPerSecond);

        Assert.That(new[] { 0, times.RenewAt, times.OutAt, times.EndsAt }, Is.Ordered);
    }
}
