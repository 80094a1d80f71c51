namespace Sonetel.Http;

/// <summary>The public view of one account's <see cref="TokenManager"/>.</summary>
/// <param name="manager">The account's manager.</param>
/// <param name="managers">
/// Returns the account's next manager after the account was removed. Without it, the view ends with its manager.
/// </param>
internal sealed class SonetelAuth(TokenManager manager, TokenManagers? managers = null) : ISonetelAuth
{
    private TokenManager _manager = manager;

    public SonetelAuthStatus Status => (managers?.Find(_manager.Settings.Name) ?? _manager).GetStatus();

    // A registered account that was removed begins anew.
    private TokenManager Manager => _manager.IsClosed && managers is not null
        ? _manager = managers.Get(_manager.Settings.Name)
        : _manager;

    public ValueTask<AccessToken> GetAccessTokenAsync(CancellationToken cancellationToken = default) =>
        Manager.TryGet(async: true, out var header)
            ? new ValueTask<AccessToken>(header.Snapshot.Token!)
            : WaitAsync(cancellationToken);

    public async ValueTask<string?> GetRefreshTokenAsync(CancellationToken cancellationToken = default)
    {
        await GetAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        return Manager.RefreshToken;
    }

    public async ValueTask<DecodedToken> GetDecodedTokenAsync(CancellationToken cancellationToken = default)
    {
        var token = await GetAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        return DecodedToken.Decode(token.Value)
            ?? throw new SonetelAuthException(
                $"{AccountName.Describe(Manager.Settings.Name)}: its access token is not a JWT, so it cannot be"
                + " decoded. It can still be used.");
    }

    public Task<TokenSet> CreateTokenAsync(
        TokenRequest? request = null, CancellationToken cancellationToken = default) =>
        request is null
            ? Manager.RenewNowAsync(cancellationToken)
            : Manager.RequestOwnAsync(request, cancellationToken);

    public Task RevokeTokenAsync(TokenTypeHint? hint = null, CancellationToken cancellationToken = default) =>
        Manager.RevokeAsync(hint, cancellationToken);

    public Task RevokeTokenAsync(
        string token, TokenTypeHint? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return Manager.RevokeAsync(token, hint, cancellationToken);
    }

    private async ValueTask<AccessToken> WaitAsync(Ct ct)
    {
        var received = await Manager.WaitAsync(async: true, ct).ConfigureAwait(false);
        return received.Header.Snapshot.Token!;
    }
}
