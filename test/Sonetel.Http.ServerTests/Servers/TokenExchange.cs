namespace Sonetel.Http.ServerTests;

/// <summary>One token request as the server saw it, and what it answered.</summary>
internal sealed record TokenExchange(
    long Timestamp, string? GrantType, string? RefreshToken, string? Error, string? Description, bool IsLost)
{
    public bool IsReuse => Description?.Contains("already been redeemed", StringComparison.Ordinal) ?? false;
}
