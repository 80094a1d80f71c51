namespace Sonetel.Http;

/// <summary>
/// Forgets the account's tokens in the store. It runs in place of a renewal, because a renewal that completed later
/// would bring the forgotten tokens back.
/// </summary>
internal sealed class Forgetting(RenewalContext context, TokenServices services, AccountRow row)
{
    private AccountSettings Account => context.Account;

    private bool KeepsRefreshToken => context.Revoked is TokenTypeHint.AccessToken;

    // The set that this process knows, for a row that is empty or cannot be read.
    private TokenSet Own => row.Known.Newest ?? new TokenSet(context.State.Snapshot.Token, null, default, 0);

    /// <returns>A result with the forgotten set, to be revoked at the server.</returns>
    public async ValueTask<RenewalResult> RunAsync()
    {
        var began = services.Time.GetTimestamp();

        while (true)
        {
            var read = await row.ReadAsync(async: true, Ct.None).ConfigureAwait(false);
            var isReadable = read.IsKnown && !row.IsUnusable;

            // Waits until this process's last result is in the row, because otherwise the row's older tokens would be
            // revoked.
            var isWritable = isReadable && !row.IsWriting;
            var isRestored = isWritable && await row.PutBackAsync(async: true, read.Tokens).ConfigureAwait(false);

            if (isWritable && !isRestored && row.IsFree(read.Tokens))
            {
                var result = await TryAsync(read.Tokens).ConfigureAwait(false);

                if (result is not null)
                {
                    return result;
                }
            }

            var isLate = services.Time.GetElapsedTime(began) > Account.Options.TokenRequestTimeout;

            if (isLate || (!isReadable && !KeepsRefreshToken))
            {
                return await ForceAsync(read).ConfigureAwait(false);
            }

            await row.PauseAsync(async: true, Ct.None).ConfigureAwait(false);
        }
    }

    // If the refresh token is kept, the row is claimed first, so that no other process uses the
    // refresh token meanwhile.
    private async ValueTask<RenewalResult?> TryAsync(TokenSet? stored)
    {
        if (!KeepsRefreshToken)
        {
            return await ForgetAsync(stored ?? Own, refreshToken: null, stored?.Generation ?? 0).ConfigureAwait(false);
        }

        // Without a row the account never had a set: its refresh token is the configured one, as in a renewal.
        var basis = stored ?? new TokenSet(null, Account.Options.RefreshToken, default, 0);
        var claim = await row.ClaimAsync(async: true, basis).ConfigureAwait(false);
        return claim is null
            ? null
            : await ForgetAsync(stored ?? Own, basis.RefreshToken, claim.Generation).ConfigureAwait(false);
    }

    // Overwrites a claim that is still held after the wait, or a row that cannot be read, if it is the one that this
    // process wrote. A refresh token that may have been used is not written back.
    private async ValueTask<RenewalResult> ForceAsync(StoreRead read)
    {
        var forgotten = row.IsWriting ? Own : read.Tokens ?? Own;

        if (KeepsRefreshToken && !Account.CanSignIn)
        {
            return new RenewalResult(row.Known) { Tokens = forgotten };
        }

        var generation = read.IsKnown ? Math.Max(forgotten.Generation, row.Known.Generation) : forgotten.Generation;
        return await ForgetAsync(forgotten, refreshToken: null, generation).ConfigureAwait(false);
    }

    // Writes a result without tokens instead of deleting the row, so that generations never begin again.
    private async ValueTask<RenewalResult> ForgetAsync(TokenSet forgotten, string? refreshToken, long generation)
    {
        var left = new TokenSet(null, refreshToken, services.Time.GetUtcNow(), generation + 1);
        var writer = RowWriter.ForResult(Account, services, left, forgotten, generation);
        await row.WriteAsync(async: true, writer).ConfigureAwait(false);
        row.Known = row.Known with { Newest = left, Refusals = 0, RefusedRefreshToken = null };
        return new RenewalResult(row.Known) { Tokens = forgotten, IsForgotten = true };
    }
}
