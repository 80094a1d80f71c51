namespace Sonetel.Http;

/// <summary>One account's tokens: the default account's where it is injected as it is, a named one's where it is injected by key.</summary>
public interface ISonetelAuth
{
    /// <summary>Gives a token that is valid now, and waits only where none is.</summary>
    /// <exception cref="SonetelAuthException">None could be got.</exception>
    ValueTask<AccessToken> GetAccessTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the refresh token that came with the current access token, or <see langword="null"/> where none did.</summary>
    /// <remarks>Most endpoints take a refresh token once: whoever spends it elsewhere ends this account's next renewal.</remarks>
    /// <exception cref="SonetelAuthException">No token could be got.</exception>
    ValueTask<string?> GetRefreshTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives what stands in the current access token. The signature is not checked.</summary>
    /// <exception cref="SonetelAuthException">No token could be got, or it is no JWT.</exception>
    ValueTask<DecodedToken> GetDecodedTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks the endpoint now, even while another token is valid or a failure is remembered, and keeps what it gives as the account's token.</summary>
    /// <exception cref="SonetelAuthException">The endpoint gave none; the token that was held stays.</exception>
    Task<AccessToken> CreateTokenAsync(TokenRequest? request = null, CancellationToken cancellationToken = default);

    /// <summary>Revokes the account's tokens (RFC 7009) and forgets them here and in the store; the next request signs in anew.</summary>
    /// <param name="hint">Which token; both where it is <see langword="null"/>, the refresh token first.</param>
    /// <param name="cancellationToken">Ends the wait, and keeps the endpoint from being told; what was begun here and in the store goes on.</param>
    /// <remarks>
    /// Where <see cref="SonetelAuthOptions.RevocationEndpoint"/> is not set, as for Sonetel, the server is not told: the tokens stay valid there until they run out.
    /// An account that signs in by <see cref="GrantType.RefreshToken"/> needs a new one afterwards.
    /// </remarks>
    /// <exception cref="SonetelAuthException">The endpoint could not be told, or <see cref="SonetelAuthOptions.RequireTokenStore"/> is set and the store could not; the tokens are
    /// forgotten here all the same.</exception>
    Task RevokeTokenAsync(TokenTypeHint? hint = null, CancellationToken cancellationToken = default);
}
