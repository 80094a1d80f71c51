using System.Globalization;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Numbers with their units, in as many digits as one reads.</summary>
internal static class Numbers
{
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

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
        value.ToString(value < 9.95 ? "0.0×" : "0×", CultureInfo.InvariantCulture);

    // At least two digits that count: 6.0, 92, 484, 0.32. Round numbers, as ticks are, have no zero after the point.
    private static string Short(double value)
    {
        var format = Math.Abs(value) switch
        {
            >= 9.95 => "#,0",
            >= 0.995 when value != Math.Round(value) => "0.0",
            _ => "0.##",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
