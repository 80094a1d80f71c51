namespace Sonetel.Http;

/// <summary>Revocation: the tokens are forgotten here and in the store, and the server is told.</summary>
internal sealed partial class TokenManager
{
    /// <summary>
    /// Forgets the tokens here and in the store, then tells the server; the first two whatever becomes of the third.
    /// </summary>
    public async Task RevokeAsync(TokenTypeHint? hint, Ct ct)
    {
        ThrowIfClosed();

        if (Settings.IsStatic)
        {
            return;
        }

        // A caller may leave; half a revocation is none, so the forgetting goes on without it.
        var result = await ForgetAsync(hint, ct).ConfigureAwait(false);
        var settings = Settings;

        if (result.Tokens is { } revoked && settings.Options.RevocationEndpoint is not null)
        {
            await _services.Endpoint.RevokeAsync(settings, revoked, hint, ct).ConfigureAwait(false);
        }

        var isMissing = settings.Options.RequireTokenStore && result.Store.Unwritten?.IsFailing is true;

        if (isMissing || !result.IsForgotten)
        {
            throw RenewalErrors.StoreUnreachable(settings, cause: null);
        }
    }

    /// <summary>Revokes any token at the server.</summary>
    public async Task RevokeAsync(string token, TokenTypeHint? hint, Ct ct)
    {
        ThrowIfClosed();

        await _services.Endpoint.RevokeAsync(Settings, token, hint, ct).ConfigureAwait(false);
    }

    private async Task<RenewalResult> ForgetAsync(TokenTypeHint? hint, Ct ct)
    {
        while (true)
        {
            var isOurs = StartIfNone(RenewalCause.Revoked, hint, out var pending);
            var result = await pending.EndAsync(_services.Time, ct).ConfigureAwait(false);

            if (isOurs)
            {
                return result.Failure is { } failure ? throw failure.Again() : result;
            }
        }
    }
}
