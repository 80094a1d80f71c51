namespace Sonetel.Http;

/// <summary>Which kind of token to revoke (RFC 7009 §2.1).</summary>
public enum TokenTypeHint
{
    /// <summary>The access token alone; an account keeps its refresh token and renews with it.</summary>
    AccessToken,

    /// <summary>The refresh token; an account forgets its access token with it.</summary>
    RefreshToken,
}
