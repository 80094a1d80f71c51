namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>How large a fleet is, and how busy.</summary>
/// <param name="Processes">How many processes use each account.</param>
/// <param name="Accounts">How many accounts there are.</param>
internal sealed record ScaleSettings(int Processes, int Accounts)
{
    public double Hours { get; init; } = 24;

    /// <summary>Of an access token, in seconds.</summary>
    public double Lifetime { get; init; } = 3600;

    /// <summary>Calls of each process for each account in one lifetime.</summary>
    public int Calls { get; init; } = 1;

    public long Seed { get; init; } = 1;

    public double Duration => Hours * 3600;

    /// <summary>Each process calls for each account once in a stretch of this many seconds, at a random point of it.</summary>
    public double BetweenCalls => Lifetime / Calls;
}
