namespace Sonetel.Http;

/// <summary>
/// Acquires, renews and revokes the tokens of one account. Inject it without a key for the default account, and with
/// the account's name as the key for a named one.
/// </summary>
public interface ISonetelAuth
{
    /// <summary>The status of the account. Reading it sends no token request.</summary>
    SonetelAuthStatus Status { get; }

    /// <summary>Returns an access token that is valid now. If there is none, it waits until one is acquired.</summary>
    /// <param name="cancellationToken">Cancels this caller's wait. A renewal that others wait for continues.</param>
    /// <exception cref="SonetelAuthException">No token could be acquired.</exception>
    /// <example>
    /// <code>
    /// var token = await auth.GetAccessTokenAsync(cancellationToken);
    /// request.Headers.Authorization = new AuthenticationHeaderValue(token.Scheme, token.Value);
    /// </code>
    /// Requests that are sent through <see cref="SonetelAuthHandler"/> carry the token already.
    /// </example>
    ValueTask<AccessToken> GetAccessTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the account's refresh token, or <see langword="null"/> if it has none. If there is no valid access
    /// token, it waits until one is acquired.
    /// </summary>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <remarks>
    /// Most token endpoints accept a refresh token only once. If something else uses it, the account's next renewal
    /// fails.
    /// </remarks>
    /// <exception cref="SonetelAuthException">No token could be acquired.</exception>
    ValueTask<string?> GetRefreshTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns the claims of the current access token. The signature is not verified.</summary>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <exception cref="SonetelAuthException">No token could be acquired, or the token is not a JWT.</exception>
    ValueTask<DecodedToken> GetDecodedTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Renews the account's token now, even if the current one is still valid or renewals are paused after a failure.
    /// With a <paramref name="request"/>, it requests a token for this caller alone, which is neither kept nor shared
    /// and does not affect the account.
    /// </summary>
    /// <param name="request">
    /// The parameters of a token for this caller alone, or <see langword="null"/> to renew the account's token.
    /// </param>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <returns>The tokens that the endpoint issued.</returns>
    /// <exception cref="SonetelAuthException">
    /// The endpoint issued no token. The account keeps the token that it has.
    /// </exception>
    /// <example>
    /// <code>
    /// await auth.CreateTokenAsync();                                                        // the account's own
    /// var once = await auth.CreateTokenAsync(new TokenRequest { Scope = "/accounts.read" }); // for this caller alone
    /// </code>
    /// </example>
    Task<TokenSet> CreateTokenAsync(TokenRequest? request = null, CancellationToken cancellationToken = default);

#pragma warning disable RS0026 // The first parameter, a text or a hint, tells the overloads apart.
    /// <summary>
    /// Revokes the account's tokens at the server (RFC 7009), and removes them from this process and the store. The
    /// next request signs in again.
    /// </summary>
    /// <param name="hint">The token to revoke, or <see langword="null"/> for both, the refresh token first.</param>
    /// <param name="cancellationToken">
    /// Cancels the wait and the revocation request. The tokens are removed from this process and the store
    /// nevertheless.
    /// </param>
    /// <remarks>
    /// If <see cref="SonetelAuthOptions.RevocationEndpoint"/> is not set, as for Sonetel, no revocation request is
    /// sent, and the server accepts the tokens until they expire. An account with <see cref="GrantType.RefreshToken"/>
    /// needs a new refresh token afterwards.
    /// </remarks>
    /// <exception cref="SonetelAuthException">
    /// The revocation request failed; or the store could not be reached, and
    /// <see cref="SonetelAuthOptions.RequireTokenStore"/> is set or only the access token of an account that cannot
    /// sign in was to be revoked. The revoked tokens are removed from this process nevertheless.
    /// </exception>
    Task RevokeTokenAsync(TokenTypeHint? hint = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Revokes any token at the server (RFC 7009), for example one from <see cref="CreateTokenAsync"/> for a caller
    /// alone.
    /// </summary>
    /// <param name="token">The token to revoke. The account's tokens are not changed.</param>
    /// <param name="hint">The kind of the token, which helps the server to find it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SonetelAuthException">
    /// The revocation request failed, or <see cref="SonetelAuthOptions.RevocationEndpoint"/> is not set.
    /// </exception>
    Task RevokeTokenAsync(string token, TokenTypeHint? hint = null, CancellationToken cancellationToken = default);
#pragma warning restore RS0026
}
