namespace Sonetel.Http;

/// <summary>Revokes tokens.</summary>
internal sealed partial class TokenManager
{
    /// <summary>
    /// Forgets the account's tokens here and in the store, then revokes them at the server. They stay forgotten if the
    /// server cannot be reached.
    /// </summary>
    public async Task RevokeAsync(TokenTypeHint? hint, Ct ct)
    {
        ThrowIfClosed();

        if (Settings.IsStatic)
        {
            return;
        }

        // A caller that cancels only stops waiting: the tokens are forgotten nevertheless.
        var result = await ForgetAsync(hint, ct).ConfigureAwait(false);

        if (result.Revocation is not { } began)
        {
            throw RenewalErrors.StoreUnreachable(Settings, cause: null);
        }

        // Meanwhile the account may have moved to another server.
        var (settings, inUse) = (began.Account, began.State.Snapshot.Token);

        if (result.Tokens is { } revoked && settings.Options.RevocationEndpoint is not null)
        {
            await _services.Endpoint.RevokeAsync(settings, revoked, inUse, hint, ct).ConfigureAwait(false);
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
