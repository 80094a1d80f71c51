namespace Sonetel.Http;

/// <summary>The content of a token response (RFC 6749 §5.1).</summary>
internal readonly record struct TokenResponse(
    string AccessToken, string? RefreshToken, double? ExpiresIn, string? Scope)
{
    // The ToString() of a record prints its members, and these are secrets.
    public override string ToString() => nameof(TokenResponse);
}
