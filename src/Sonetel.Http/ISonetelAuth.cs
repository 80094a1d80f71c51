namespace Sonetel.Http;

/// <summary>
/// One account's tokens: the default account's where it is injected as it is, a named one's where it is injected by
/// key.
/// </summary>
public interface ISonetelAuth
{
    /// <summary>How the account is. Passive: it asks nobody and starts nothing.</summary>
    SonetelAuthStatus Status { get; }

    /// <summary>Gives a token that is valid now, and waits only where none is.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; a renewal that others wait for goes on.</param>
    /// <exception cref="SonetelAuthException">None could be acquired.</exception>
    /// <example>
    /// <code>
    /// var token = await auth.GetAccessTokenAsync(cancellationToken);
    /// request.Headers.Authorization = new AuthenticationHeaderValue(token.Scheme, token.Value);
    /// </code>
    /// Requests that go through <see cref="SonetelAuthHandler"/> need none of this.
    /// </example>
    ValueTask<AccessToken> GetAccessTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives the refresh token that came with the current access token, or <see langword="null"/> where none did.
    /// </summary>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <remarks>
    /// Most endpoints take a refresh token once: whoever spends it elsewhere ends this account's next renewal.
    /// </remarks>
    /// <exception cref="SonetelAuthException">No token could be acquired.</exception>
    ValueTask<string?> GetRefreshTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the claims of the current access token. The signature is not checked.</summary>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <exception cref="SonetelAuthException">No token could be acquired, or it is not a JWT.</exception>
    ValueTask<DecodedToken> GetDecodedTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Renews the account's token now, even while another is valid or a failure is remembered; with a
    /// <paramref name="request"/>, requests a token for the caller alone, which is neither kept nor shared and has no
    /// effect on the account.
    /// </summary>
    /// <param name="request">What to ask for; <see langword="null"/> for the account's own token.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <returns>The tokens that the endpoint issued.</returns>
    /// <exception cref="SonetelAuthException">
    /// The endpoint issued none; the token that the account has stays.
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
    /// Revokes the account's tokens (RFC 7009) and forgets them here and in the store; the next request signs in anew.
    /// </summary>
    /// <param name="hint">Which token; both where it is <see langword="null"/>, the refresh token first.</param>
    /// <param name="cancellationToken">
    /// Ends the wait, and keeps the endpoint from being told; what was begun here and in the store goes on.
    /// </param>
    /// <remarks>
    /// Where <see cref="SonetelAuthOptions.RevocationEndpoint"/> is not set, as for Sonetel, the server is not told:
    /// the tokens stay valid there until they expire. An account that signs in by <see cref="GrantType.RefreshToken"/>
    /// needs a new one afterwards.
    /// </remarks>
    /// <exception cref="SonetelAuthException">
    /// The endpoint could not be told, or <see cref="SonetelAuthOptions.RequireTokenStore"/> is set and the store could
    /// not; the tokens are forgotten here all the same.
    /// </exception>
    Task RevokeTokenAsync(TokenTypeHint? hint = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Revokes any token at the server (RFC 7009), such as one that <see cref="CreateTokenAsync"/> gave to a caller
    /// alone.
    /// </summary>
    /// <param name="token">The token; the account's own are not touched.</param>
    /// <param name="hint">What kind of token it is, which spares the server a search.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SonetelAuthException">
    /// The endpoint could not be told, or <see cref="SonetelAuthOptions.RevocationEndpoint"/> is not set.
    /// </exception>
    Task RevokeTokenAsync(string token, TokenTypeHint? hint = null, CancellationToken cancellationToken = default);
#pragma warning restore RS0026
}
