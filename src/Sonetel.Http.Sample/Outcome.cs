namespace Sonetel.Http.Sample;

/// <summary>What came of a scenario, by the emulator's counts.</summary>
internal sealed record Outcome(bool IsRight, string Counts);
