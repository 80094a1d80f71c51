namespace Sonetel.Http.Emulator;

/// <summary>How many requests an endpoint takes.</summary>
/// <param name="Requests">The requests in each window.</param>
/// <param name="Window">How long a window is.</param>
public sealed record RateLimit(int Requests, TimeSpan Window)
{
    /// <summary>Any number of requests.</summary>
    public static RateLimit None { get; } = new(int.MaxValue, TimeSpan.FromSeconds(1));
}
