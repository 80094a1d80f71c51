namespace Sonetel.Http;

/// <summary>One token as requests use it: its header, and until which timestamps it may go out.</summary>
internal sealed class TokenSnapshot
{
    /// <summary>Before the first token: nothing to send.</summary>
    public static readonly TokenSnapshot None = new(null, null, RenewalTimes.Past);

    public TokenSnapshot(AccessToken? token, string? refreshToken, RenewalTimes times)
    {
        Token = token;
        RefreshToken = refreshToken;
        Times = times;
        Header = token is null ? null : new TokenHeader(token, this);
    }

    public AccessToken? Token { get; }

    /// <summary>The refresh token that came with it, for those who ask for it.</summary>
    public string? RefreshToken { get; }

    public TokenHeader? Header { get; }

    public RenewalTimes Times { get; }

    /// <summary>The same access token with another refresh token.</summary>
    public TokenSnapshot With(string? refreshToken) => new(Token, refreshToken, Times);

    public bool IsFresh(long now) => now < Times.RenewAt;
}
