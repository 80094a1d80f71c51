namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>What one fault led to.</summary>
/// <param name="ToToken">From the fault until the last survivor used a token that was issued after it; null: never.</param>
/// <param name="Hurt">Of that, how long calls of the survivor that was hit most failed or waited.</param>
/// <param name="Away">How long the store was away.</param>
internal sealed record FaultMeasurement(TimeSpan? ToToken, TimeSpan Hurt, TimeSpan Away);
