using Sonetel.Http.Benchmarks.Fleet.Members;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>All counts at one moment; what was measured is the difference of two.</summary>
internal sealed record FleetSample(
    long Timestamp,
    IReadOnlyList<MemberStats> Members,
    long StoreBytes,
    int LifetimesBegun,
    TimeSpan StoreProcessor,
    (double Busy, double All) Machine)
{
    /// <summary>Of all processes together.</summary>
    public long[] Latencies =>
        [.. Enumerable.Range(0, Members[0].Latencies.Length).Select(bucket => Members.Sum(member => member.Latencies[bucket]))];

    public TimeSpan MemberProcessor => TimeSpan.FromTicks(Members.Sum(member => member.Processor.Ticks));

    public long Sum(Func<MemberStats, long> count) => Members.Sum(count);
}
