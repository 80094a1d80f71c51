namespace Sonetel.Http.Tests.Simulation;

/// <summary>One breach of an invariant.</summary>
internal sealed record Violation(string Invariant, string Detail, double At);
