using System.Text.Json;

namespace Sonetel.Http.Benchmarks.Faults.Members;

/// <summary>What one process is told at its start.</summary>
/// <param name="Name">What it calls itself at the token endpoint.</param>
/// <param name="UsesRedis">Whether the connection string is one of Redis.</param>
/// <param name="Connection">The store's connection string.</param>
/// <param name="TokenEndpoint">Where tokens come from.</param>
/// <param name="RefreshToken">The refresh token that its account has and nothing else; null for a user and a password.</param>
internal sealed record FaultMemberSettings(
    string Name, bool UsesRedis, string Connection, Uri TokenEndpoint, string? RefreshToken)
{
    public string ToArgument() => JsonSerializer.Serialize(this);

    public static FaultMemberSettings Parse(string argument) => JsonSerializer.Deserialize<FaultMemberSettings>(argument)!;
}
