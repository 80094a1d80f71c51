namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>What a fleet is made of.</summary>
internal sealed record FleetOptions
{
    public int Processes { get; init; } = 8;

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether the account has a refresh token and nothing else, as a user of sipgate's OAuth.</summary>
    public bool HasOnlyRefreshToken { get; init; }

    public FleetStore Store { get; init; }

    /// <summary>The ids of the encryption keys, in PostgreSQL; without any, a test can read the row.</summary>
    public string[] Keys { get; init; } = [];
}
