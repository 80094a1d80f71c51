namespace Sonetel.Http.Benchmarks.Rollover;

/// <summary>A point of the curve: so large a share of requests waited no longer.</summary>
internal sealed record Wait(double Share, double Milliseconds);
