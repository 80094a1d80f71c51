namespace Sonetel.Http;

/// <summary>Which of an account's tokens to revoke (RFC 7009 §2.1).</summary>
public enum TokenTypeHint
{
    /// <summary>The access token alone; the refresh token is kept and gets the next one.</summary>
    AccessToken,

    /// <summary>The refresh token, and with it the access token on this side.</summary>
    RefreshToken,
}
