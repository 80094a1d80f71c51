namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>How long tokens last, and how often each account is called.</summary>
/// <param name="Lifetime">Of a token.</param>
/// <param name="Lifetimes">How many renewals of each account are measured, after its first token.</param>
internal sealed record FleetPlan(TimeSpan Lifetime, int Lifetimes)
{
    /// <summary>How long the token endpoint takes.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(50);

    // In the last fifth of a token's life, but for what the jitter takes of it, a call begins a renewal: of each account
    // at least one comes in that time.
    private const double Ahead = 0.2;

    public TimeSpan BetweenRenewals => Lifetime * (1 - Ahead);

    /// <summary>Over how long the first calls are spread: many accounts do not appear at the same moment.</summary>
    public TimeSpan Ramp(int accounts) => accounts switch
    {
        1 => TimeSpan.Zero,
        <= 100 => BetweenRenewals / 10,
        _ => BetweenRenewals * 2.5,
    };

    /// <summary>Between two calls of one account in one process.</summary>
    public TimeSpan Interval(int accounts) => accounts switch
    {
        1 => TimeSpan.FromMilliseconds(10),
        <= 100 => TimeSpan.FromMilliseconds(500) * (Lifetime.TotalSeconds / 60),
        _ => TimeSpan.FromSeconds(10) * (Lifetime.TotalSeconds / 60),
    };

    public TimeSpan Limit(int accounts) => Ramp(accounts) + (Lifetime * (Lifetimes + 1)) + TimeSpan.FromSeconds(60);
}
