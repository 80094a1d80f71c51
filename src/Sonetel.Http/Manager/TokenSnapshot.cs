namespace Sonetel.Http;

/// <summary>One token as requests use it: its header, and until which timestamps it may go out.</summary>
internal sealed class TokenSnapshot
{
    /// <summary>Before the first token: nothing to send.</summary>
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
