namespace Sonetel.Http;

/// <summary>Unix times as servers write them: in seconds, or by mistake in milliseconds.</summary>
internal static class UnixTime
{
    // As seconds this is the year 5138, as milliseconds 1973: no time in use is ambiguous.
    private const double LeastMilliseconds = 100_000_000_000;

    public static double Seconds(double time) => time >= LeastMilliseconds ? time / 1000 : time;
}
