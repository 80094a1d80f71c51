namespace Sonetel.Http;

/// <summary>A token with the header that carries it and the timestamps of its lifetime.</summary>
internal sealed class TokenSnapshot
{
    /// <summary>The snapshot of an account without a token.</summary>
    public static readonly TokenSnapshot None = new(null, RenewalTimes.Past);

    public TokenSnapshot(AccessToken? token, RenewalTimes times)
    {
        Token = token;
        Times = times;
        Header = token is null ? null : new TokenHeader(token, this);
    }

    public AccessToken? Token { get; }

    public TokenHeader? Header { get; }

    public RenewalTimes Times { get; }

    public bool IsFresh(long now) => now < Times.RenewAt;
}
