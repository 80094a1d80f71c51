namespace Sonetel.Http;

/// <summary>One account as its users see it.</summary>
internal sealed class SonetelAuth(TokenManager manager) : ISonetelAuth
{
    public SonetelAuthStatus Status => manager.GetStatus();

    public ValueTask<AccessToken> GetAccessTokenAsync(CancellationToken cancellationToken = default) =>
        manager.TryGet(async: true, out var header)
            ? new ValueTask<AccessToken>(header.Snapshot.Token!)
            : WaitAsync(cancellationToken);

    public async ValueTask<string?> GetRefreshTokenAsync(CancellationToken cancellationToken = default)
    {
        await GetAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        return manager.RefreshToken;
    }

    public async ValueTask<DecodedToken> GetDecodedTokenAsync(CancellationToken cancellationToken = default)
    {
        var token = await GetAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        return DecodedToken.Decode(token.Value)
            ?? throw new SonetelAuthException(
                $"{AccountName.Describe(manager.Settings.Name)}: its access token is not a JWT, so it cannot be decoded. "
                + "It can be used all the same.");
    }

    public Task<TokenSet> CreateTokenAsync(
        TokenRequest? request = null, CancellationToken cancellationToken = default) =>
        request is null
            ? manager.RenewNowAsync(cancellationToken)
            : manager.RequestOwnAsync(request, cancellationToken);

    public Task RevokeTokenAsync(TokenTypeHint? hint = null, CancellationToken cancellationToken = default) =>
        manager.RevokeAsync(hint, cancellationToken);

    public Task RevokeTokenAsync(
        string token, TokenTypeHint? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return manager.RevokeAsync(token, hint, cancellationToken);
    }

    private async ValueTask<AccessToken> WaitAsync(Ct ct)
    {
        var received = await manager.WaitAsync(async: true, ct).ConfigureAwait(false);
        return received.Header.Snapshot.Token!;
    }
}
