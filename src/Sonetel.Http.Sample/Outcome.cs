namespace Sonetel.Http.Sample;

/// <summary>The outcome of a scenario: whether the counts are as expected, and the counts as text.</summary>
internal sealed record Outcome(bool IsRight, string Counts);
