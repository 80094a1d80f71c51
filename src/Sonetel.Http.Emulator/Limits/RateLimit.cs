namespace Sonetel.Http.Emulator;

/// <summary>The number of requests that an endpoint accepts.</summary>
/// <param name="Requests">The number of requests in each window.</param>
/// <param name="Window">The length of a window.</param>
public sealed record RateLimit(int Requests, TimeSpan Window)
{
    /// <summary>No limit.</summary>
    public static RateLimit None { get; } = new(int.MaxValue, TimeSpan.FromSeconds(1));
}
