using System.Text.Json.Serialization;

namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>One row of the table, with each single measurement.</summary>
internal sealed record FaultResult
{
    public required string Version { get; init; }

    public required FaultStore Store { get; init; }

    public required Fault Fault { get; init; }

    public required FaultAccount Account { get; init; }

    public required double LifetimeSeconds { get; init; }

    /// <summary>Faults after which no token came: the account was lost, or nothing had happened after two minutes.</summary>
    public required int Lost { get; init; }

    public required double MedianAwaySeconds { get; init; }

    public required double[] ToTokenSeconds { get; init; }

    public required double[] HurtSeconds { get; init; }

    [JsonIgnore]
    public string Key => $"{Version} {(int)Store} {(int)Fault} {(int)Account}";

    public static FaultResult Of(FaultRow row, FaultPlan plan, IReadOnlyList<FaultMeasurement> measurements) => new()
    {
        Version = plan.Version,
        Store = row.Store,
        Fault = row.Fault,
        Account = row.Account,
        LifetimeSeconds = plan.Lifetime.TotalSeconds,
        Lost = measurements.Count(one => one.ToToken is null),
        MedianAwaySeconds = Median(Sorted(measurements.Select(one => one.Away))),
        ToTokenSeconds = Sorted(measurements.Where(one => one.ToToken is not null).Select(one => one.ToToken!.Value)),
        HurtSeconds = Sorted(measurements.Where(one => one.ToToken is not null).Select(one => one.Hurt)),
    };

    /// <summary>The value in the middle, or the mean of the two in the middle.</summary>
    public static double Median(double[] sorted) => sorted.Length == 0
        ? double.NaN
        : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static double[] Sorted(IEnumerable<TimeSpan> times) =>
        [.. times.Select(time => Math.Round(time.TotalSeconds, 3)).Order()];
}
