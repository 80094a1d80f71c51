namespace Sonetel.Http.Benchmarks.Behaviour;

/// <summary>One client's row of the table.</summary>
internal sealed record BehaviourResult
{
    public const string File = "behaviour.json";

    public required string Client { get; init; }

    public required IReadOnlyList<ColdStart> Cold { get; init; }

    /// <summary>After 20 concurrent 401s for one token.</summary>
    public required int RefusedRenewals { get; init; }

    /// <summary>How many of the 20 were left with the 401.</summary>
    public required int RefusedCallers { get; init; }

    public required int ShortLivedTokenRequests { get; init; }

    public required int AlwaysRefusedTokenRequests { get; init; }

    public required int DownAttempts { get; init; }

    public required double DownSeconds { get; init; }

    public int? TokenRequestsOf(int callers) => Cold.FirstOrDefault(start => start.Callers == callers)?.TokenRequests;
}
