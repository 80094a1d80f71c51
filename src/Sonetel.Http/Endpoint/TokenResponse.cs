namespace Sonetel.Http;

/// <summary>What a token response said (RFC 6749 §5.1), before it is weighed.</summary>
internal readonly record struct TokenResponse(
    string AccessToken, string? RefreshToken, double? ExpiresIn, string? Scope)
{
    // A record prints its members, and these are secrets.
    public override string ToString() => nameof(TokenResponse);
}
