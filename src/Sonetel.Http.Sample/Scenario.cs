namespace Sonetel.Http.Sample;

/// <summary>One thing that the sample shows: what it is, and the line
/// with its counts, which says whether they are right.</summary>
internal sealed record Scenario(string Name, Func<Ct, Task<Outcome>> RunAsync);
