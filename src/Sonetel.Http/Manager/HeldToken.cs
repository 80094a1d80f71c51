namespace Sonetel.Http;

/// <summary>One immutable state of an account: the token it holds, if it may go out, and until which timestamps.</summary>
internal sealed class HeldToken
{
    /// <summary>The state before the first token: nothing to send, nothing to renew from.</summary>
    public static readonly HeldToken None = new(null, false, RenewalTimes.Past);

    private readonly RenewalTimes _times;
    private readonly HeldToken? _beforeRefusal;

    public HeldToken(TokenSet? tokens, bool isNew, RenewalTimes times)
    {
        Tokens = tokens;
        IsNew = isNew;
        _times = times;
        Header = tokens is null ? null : new TokenAuthorization(tokens.AccessToken, this);
    }

    private HeldToken(HeldToken refused)
        : this(refused.Tokens, isNew: false, RenewalTimes.Past) => _beforeRefusal = refused;

    public TokenSet? Tokens { get; }

    public TokenAuthorization? Header { get; }

    /// <summary>Whether the endpoint gave it to this process, rather than the store.</summary>
    public bool IsNew { get; }

    public bool IsFresh(long now) => now < _times.RenewAt;

    public bool IsUsable(long now) => now < _times.OutAt;

    /// <summary>What is left when the access token was refused: the refresh token and the generation.</summary>
    public HeldToken Refused() => new(this);

    /// <summary>A refused token whose renewal failed: what one path refuses others may still take, and it is all there is.</summary>
    public HeldToken Restored() => _beforeRefusal is { } before ? new(Tokens, isNew: false, before._times) : this;

    /// <summary>What is left when the refresh token is spent too.</summary>
    public HeldToken WithoutRefreshToken() => new(Tokens is null ? null : Tokens with { RefreshToken = null }, IsNew, _times);

    /// <summary>The same access token with the refresh token, and the generation, that came with another.</summary>
    public HeldToken WithRefreshTokenOf(HeldToken other) =>
        new(Tokens is null ? other.Tokens : Tokens with { RefreshToken = other.Tokens?.RefreshToken, Generation = other.Tokens?.Generation ?? Tokens.Generation }, IsNew, _times);
}
