namespace Sonetel.Http.Tests.Renewals;

/// <summary>How long another process's claim has stood still, by this process's own clock.</summary>
public sealed class ClaimOfAnotherProcessTests
{
    private const long LongestGap = 3;

    // renewer, generation, seconds after the last read → still since, first seen (all after a first read at 10)
    [TestCase("a", 1, 2, 10, 10)]
    [TestCase("a", 1, 3, 10, 10)]
    [TestCase("a", 1, 4, 14, 10)]
    [TestCase("a", 2, 2, 12, 10)]
    [TestCase("b", 2, 2, 12, 12)]
    public void It_stands_still_while_its_generation_does_and_reads_lie_close_together(string renewer, long generation, long after, long still, long first)
    {
        var before = ObservedClaim.See(null, Row("a", 1), now: 10, LongestGap);

        var seen = ObservedClaim.See(before, Row(renewer, generation), 10 + after, LongestGap);

        Assert.That(before, Is.EqualTo(new ObservedClaim("a", 1, 10, 10, 10, Acquired(1))));
        Assert.That(seen, Is.EqualTo(new ObservedClaim(renewer, generation, still, 10 + after, first, Acquired(renewer == "a" ? 1 : generation))));
    }

    [Test]
    public void Many_close_reads_add_up()
    {
        var claim = ObservedClaim.See(null, Row("a", 1), now: 0, LongestGap);

        for (var now = 1; now <= 20; now++)
        {
            claim = ObservedClaim.See(claim, Row("a", 1), now, LongestGap);
        }

        Assert.That(claim.LastRead - claim.StillSince, Is.EqualTo(20));
    }

    private static TokenSet Row(string renewer, long generation) => new(null, null, Acquired(generation), generation) { Renewer = renewer };

    private static DateTimeOffset Acquired(long generation) => DateTimeOffset.UnixEpoch.AddSeconds(generation);
}
