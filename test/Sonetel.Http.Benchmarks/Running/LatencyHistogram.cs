namespace Sonetel.Http.Benchmarks.Running;

/// <summary>Counts durations in buckets that are a sixteenth of an octave wide, so that processes can add up theirs.</summary>
internal sealed class LatencyHistogram
{
    private const int Bits = 4;
    private const int Steps = 1 << Bits;

    private readonly long[] _counts = new long[64 * Steps];

    public void Add(TimeSpan duration)
    {
        var nanoseconds = Math.Max((long)duration.TotalNanoseconds, Steps);
        var octave = (int)long.Log2(nanoseconds);
        var step = (int)(nanoseconds >> (octave - Bits)) & (Steps - 1);
        Interlocked.Increment(ref _counts[(octave * Steps) + step]);
    }

    public long[] ToArray() => [.. _counts];

    /// <summary>The duration that a share of all stays below, in microseconds.</summary>
    public static double Microseconds(IReadOnlyList<long> counts, double share)
    {
        var left = share * counts.Sum();

        for (var bucket = 0; bucket < counts.Count; bucket++)
        {
            left -= counts[bucket];

            if (left <= 0 && counts[bucket] > 0)
            {
                return UpperEnd(bucket) / 1000;
            }
        }

        return 0;
    }

    private static double UpperEnd(int bucket) =>
        Math.Pow(2, bucket / Steps) * (1 + (((bucket % Steps) + 1) / (double)Steps));
}
