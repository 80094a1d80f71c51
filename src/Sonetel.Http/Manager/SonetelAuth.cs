namespace Sonetel.Http;

/// <summary>One account as its users see it.</summary>
internal sealed class SonetelAuth(TokenManager manager) : ISonetelAuth
{
    public ValueTask<AccessToken> GetAccessTokenAsync(CancellationToken cancellationToken = default) =>
        manager.TryGet(async: true, out var header) ? new ValueTask<AccessToken>(header.Held.Tokens!.AccessToken) : WaitForAccessTokenAsync(cancellationToken);

    public async ValueTask<string?> GetRefreshTokenAsync(CancellationToken cancellationToken = default)
    {
        var held = manager.TryGet(async: true, out var header) ? header.Held : (await manager.WaitAsync(async: true, cancellationToken).ConfigureAwait(false)).Header.Held;
        return held.Tokens!.RefreshToken;
    }

    public async ValueTask<DecodedToken> GetDecodedTokenAsync(CancellationToken cancellationToken = default)
    {
        var token = await GetAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        return DecodedToken.Decode(token.Value)
            ?? throw new SonetelAuthException($"{AccountName.Describe(manager.Settings.Name)}: its access token is not a JWT, so it cannot be decoded. It can be used all the same.");
    }

    public async Task<AccessToken> CreateTokenAsync(TokenRequest? request = null, CancellationToken cancellationToken = default) =>
        (await manager.CreateAsync(request, cancellationToken).ConfigureAwait(false)).Tokens!.AccessToken;

    public Task RevokeTokenAsync(TokenTypeHint? hint = null, CancellationToken cancellationToken = default) => manager.RevokeAsync(hint, cancellationToken);

    private async ValueTask<AccessToken> WaitForAccessTokenAsync(Ct ct) =>
        (await manager.WaitAsync(async: true, ct).ConfigureAwait(false)).Header.Held.Tokens!.AccessToken;
}
