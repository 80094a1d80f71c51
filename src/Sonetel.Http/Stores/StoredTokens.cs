using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sonetel.Http;

/// <summary>A token set as it is written down; short names, because a store keeps one per account.</summary>
internal sealed record StoredTokens(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("at")] string? AccessToken,
    [property: JsonPropertyName("sc")] string? Scheme,
    [property: JsonPropertyName("ex")] DateTimeOffset ExpiresAt,
    [property: JsonPropertyName("sp")] string? Scope,
    [property: JsonPropertyName("rt")] string? RefreshToken,
    [property: JsonPropertyName("aq")] DateTimeOffset AcquiredAt,
    [property: JsonPropertyName("ge")] long Generation,
    [property: JsonPropertyName("cr")] string? Credentials)
{
    private const int CurrentVersion = 1;

    public static byte[] Write(TokenSet tokens) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredTokens(
            CurrentVersion,
            tokens.AccessToken.Value,
            tokens.AccessToken.Scheme,
            tokens.AccessToken.ExpiresAt,
            tokens.AccessToken.Scope,
            tokens.RefreshToken,
            tokens.AcquiredAt,
            tokens.Generation,
            tokens.Credentials),
        StoredTokensJson.Default.StoredTokens);

    /// <summary>Reads a set back, or gives <see langword="null"/> for anything that is none.</summary>
    public static TokenSet? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, StoredTokensJson.Default.StoredTokens) is { Version: CurrentVersion, AccessToken.Length: > 0 } stored
                ? new TokenSet(
                    new AccessToken { Value = stored.AccessToken, Scheme = stored.Scheme ?? "Bearer", ExpiresAt = stored.ExpiresAt, Scope = stored.Scope },
                    stored.RefreshToken,
                    stored.AcquiredAt,
                    stored.Generation)
                { Credentials = stored.Credentials }
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    // A record prints its members, and these are secrets.
    public override string ToString() => nameof(StoredTokens);
}
