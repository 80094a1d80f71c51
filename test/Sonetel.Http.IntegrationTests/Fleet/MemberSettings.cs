using System.Text.Json;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>What one process of a fleet is told at its start.</summary>
/// <param name="Name">What it calls itself at the token endpoint.</param>
/// <param name="Emulator">The emulator.</param>
/// <param name="Database">The connection string.</param>
/// <param name="RefreshToken">The refresh token that its account has and nothing else; null for a user and a password.</param>
/// <param name="Keys">The ids of its encryption keys; without any, tokens are stored in plain text.</param>
/// <param name="UsesRedis">Whether the connection string is one of Redis, and the tokens stand there in plain text.</param>
internal sealed record MemberSettings(
    string Name, Uri Emulator, string Database, string? RefreshToken, string[] Keys, bool UsesRedis)
{
    public string ToArgument() => JsonSerializer.Serialize(this);

    public static MemberSettings Parse(string argument) => JsonSerializer.Deserialize<MemberSettings>(argument)!;
}
