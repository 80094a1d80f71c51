using System.Text.Json.Serialization;

namespace Sonetel.Http;

/// <summary>The JSON form of a token set, with short names, because a store keeps one per account.</summary>
internal sealed record StoredTokens(
    [property: JsonPropertyName("at")] string? AccessToken,
    [property: JsonPropertyName("sc")] string? Scheme,
    [property: JsonPropertyName("ex")] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("sp")] string? Scope,
    [property: JsonPropertyName("rt")] string? RefreshToken,
    [property: JsonPropertyName("aq"), JsonRequired] DateTimeOffset AcquiredAt,
    [property: JsonPropertyName("ge"), JsonRequired] long Generation,
    [property: JsonPropertyName("cr")] string? Credentials,
    [property: JsonPropertyName("rn")] string? Renewer,
    [property: JsonPropertyName("rf")] int? Refusals)
{
    public static StoredTokens From(TokenSet tokens) => new(
        tokens.AccessToken?.Value,
        tokens.AccessToken?.Scheme,
        tokens.AccessToken?.ExpiresAt,
        tokens.AccessToken?.Scope,
        tokens.RefreshToken,
        tokens.AcquiredAt,
        tokens.Generation,
        tokens.Credentials,
        tokens.Renewer,
        tokens.Refusals == 0 ? null : tokens.Refusals);

    /// <exception cref="InvalidOperationException">The access token has no scheme or no expiry.</exception>
    public TokenSet ToTokenSet() => new(ToAccessToken(), RefreshToken, AcquiredAt, Generation)
    {
        Credentials = Credentials,
        Renewer = Renewer,
        Refusals = Refusals ?? 0,
    };

    // The ToString() of a record prints its members, and these are secrets.
    public override string ToString() => nameof(StoredTokens);

    private AccessToken? ToAccessToken() => (AccessToken, Scheme, ExpiresAt) switch
    {
        (null, null, null) => null,
        ({ } value, { } scheme, { } expiresAt) =>
            new AccessToken { Value = value, Scheme = scheme, ExpiresAt = expiresAt, Scope = Scope },
        _ => throw new InvalidOperationException(),
    };
}
