namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>How each row is measured.</summary>
/// <param name="Lifetime">Of a token.</param>
/// <param name="Processes">How many share the account.</param>
/// <param name="Repetitions">How many faults a row is made of.</param>
/// <param name="Worlds">How many fleets, each with a store of its own, are struck beside each other.</param>
/// <param name="Member">Another build of the member program, such as one of an earlier version; null for this one.</param>
/// <param name="Version">What the rows are called after in the data.</param>
internal sealed record FaultPlan(
    TimeSpan Lifetime, int Processes, int Repetitions, int Worlds, string? Member, string Version);
