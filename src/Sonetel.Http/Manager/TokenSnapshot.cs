namespace Sonetel.Http;

/// <summary>One immutable state of an account: the token it holds, if it may go out, and until which timestamps.</summary>
internal sealed class TokenSnapshot
{
    /// <summary>The state before the first token: nothing to send, nothing to renew from.</summary>
    public static readonly TokenSnapshot None = new(null, false, RenewalTimes.Past);

    private readonly RenewalTimes _times;
    private readonly TokenSnapshot? _beforeRefusal;

    public TokenSnapshot(TokenSet? tokens, bool isNew, RenewalTimes times)
    {
        Tokens = tokens;
        IsNew = isNew;
        _times = times;
        Header = tokens is null ? null : new TokenHeader(tokens.AccessToken, this);
    }

    private TokenSnapshot(TokenSnapshot refused)
        : this(refused.Tokens, isNew: false, RenewalTimes.Past) => _beforeRefusal = refused;

    public TokenSet? Tokens { get; }

    public TokenHeader? Header { get; }

    /// <summary>Whether the endpoint gave it to this process, rather than the store.</summary>
    public bool IsNew { get; }

    public bool IsFresh(long now) => now < _times.RenewAt;

    public bool IsUsable(long now) => now < _times.OutAt;

    /// <summary>What is left when the access token was refused: the refresh token and the generation.</summary>
    public TokenSnapshot Refused() => new(this);

    /// <summary>A refused token whose renewal failed: what one path refuses others may still take, and it is all there is.</summary>
    public TokenSnapshot Restored() => _beforeRefusal is { } before ? new(Tokens, isNew: false, before._times) : this;

    /// <summary>What is left when the refresh token is spent too.</summary>
    public TokenSnapshot WithoutRefreshToken() => new(Tokens is null ? null : Tokens with { RefreshToken = null }, IsNew, _times);

    /// <summary>The same access token with the refresh token, and the generation, that came with another.</summary>
    public TokenSnapshot WithRefreshTokenOf(TokenSnapshot other) =>
        new(Tokens is null ? other.Tokens : Tokens with { RefreshToken = other.Tokens?.RefreshToken, Generation = other.Tokens?.Generation ?? Tokens.Generation }, IsNew, _times);
}
