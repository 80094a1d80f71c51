namespace Sonetel.Http.Sample;

/// <summary>A situation that the sample demonstrates.</summary>
internal sealed record Scenario(string Name, Func<Ct, Task<Outcome>> RunAsync);
