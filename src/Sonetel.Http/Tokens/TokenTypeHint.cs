namespace Sonetel.Http;

/// <summary>The kind of token to revoke (RFC 7009 §2.1).</summary>
public enum TokenTypeHint
{
    /// <summary>The access token only. The account keeps its refresh token and renews with it.</summary>
    AccessToken,

    /// <summary>The refresh token. The account forgets its access token as well.</summary>
    RefreshToken,
}
