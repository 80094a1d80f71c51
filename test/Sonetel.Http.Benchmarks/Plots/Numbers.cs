using System.Globalization;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Numbers with their units, in as many digits as one reads.</summary>
internal static class Numbers
{
    public static string Count(double value) => Format(value, digits: 0, "N0");

    public static string Bytes(double value) => $"{Count(value)} B";

    public static string Megabytes(double bytes) => $"{Short(bytes / 1_000_000)} MB";

    public static string Nanoseconds(double value) =>
        Math.Abs(value) < 999.5 ? $"{Count(value)} ns" : Microseconds(value / 1_000);

    public static string Microseconds(double value) =>
        Math.Abs(value) < 999.5 ? $"{Short(value)} µs" : Milliseconds(value / 1_000);

    public static string Milliseconds(double value) =>
        Math.Abs(value) < 999.5 ? $"{Short(value)} ms" : $"{Short(value / 1_000)} s";

    /// <summary>How often something fits into another: one digit after the point while that tells something.</summary>
    public static string Times(double value) =>
        value < 9.95 ? Format(value, digits: 1, "0.0×") : Format(value, digits: 0, "0×");

    // At least two digits that count: 6.0, 92, 484, 0.32. Round numbers, as ticks are, have no zero after the point.
    private static string Short(double value) => Math.Abs(value) switch
    {
        >= 9.95 => Format(value, digits: 0, "#,0"),
        >= 0.995 when value != Math.Round(value) => Format(value, digits: 1, "0.0"),
        _ => Format(value, digits: 2, "0.##"),
    };

    // A half is rounded up, as in the tables; ToString rounds 60.5 to 60.
    private static string Format(double value, int digits, string format) =>
        Math.Round(value, digits, MidpointRounding.AwayFromZero).ToString(format, CultureInfo.InvariantCulture);
}
