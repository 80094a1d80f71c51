namespace Sonetel.Http;

/// <summary>Converts Unix times, which some servers write in milliseconds by mistake.</summary>
internal static class UnixTime
{
    // As seconds this is the year 5138, as milliseconds 1973, so no current time is ambiguous.
    private const double LeastMilliseconds = 100_000_000_000;

    public static double Seconds(double time) => time >= LeastMilliseconds ? time / 1000 : time;
}
