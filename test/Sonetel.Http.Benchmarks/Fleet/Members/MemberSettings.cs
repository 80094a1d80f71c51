using System.Text.Json;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>What one process of a fleet is told at its start.</summary>
/// <param name="Number">Which of the processes it is.</param>
/// <param name="Store">Where its tokens are kept.</param>
/// <param name="Connection">The store's connection string.</param>
/// <param name="TokenEndpoint">Where tokens come from; null for an endpoint in memory that costs nothing.</param>
/// <param name="Accounts">How many it has.</param>
/// <param name="Lifetime">Of a token; the hand-written caches have to know it in advance.</param>
/// <param name="Ramp">Over how long the accounts' first calls are spread.</param>
/// <param name="Interval">Between two calls of one account.</param>
/// <param name="Phase">By how much its calls come after those of the first process, but for each account's first.</param>
internal sealed record MemberSettings(
    int Number,
    FleetStore Store,
    string Connection,
    Uri? TokenEndpoint,
    int Accounts,
    TimeSpan Lifetime,
    TimeSpan Ramp,
    TimeSpan Interval,
    TimeSpan Phase)
{
    public string ToArgument() => JsonSerializer.Serialize(this);

    public static MemberSettings Parse(string argument) => JsonSerializer.Deserialize<MemberSettings>(argument)!;
}
