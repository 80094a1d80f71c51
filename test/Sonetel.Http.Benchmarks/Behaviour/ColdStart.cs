namespace Sonetel.Http.Benchmarks.Behaviour;

/// <summary>So many callers at once, and no token yet. The time is from the endpoint's answer until the last caller has ended,
/// the bytes are those of a waiting caller, its request included.</summary>
internal sealed record ColdStart(int Callers, int TokenRequests, double LastCallerMilliseconds, long BytesPerCaller);
