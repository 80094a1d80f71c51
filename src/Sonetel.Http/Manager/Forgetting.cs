namespace Sonetel.Http;

/// <summary>
/// Forgets the account's tokens in the store. It takes the place of a renewal, because one that completed after it would
/// bring back what was to be forgotten.
/// </summary>
internal sealed class Forgetting(RenewalContext context, TokenServices services, AccountRow row)
{
    private AccountSettings Account => context.Account;

    private bool KeepsRefreshToken => context.Revoked is TokenTypeHint.AccessToken;

    // What this process had, where the store does not say what is there.
    private TokenSet Own => row.Known.Newest ?? new TokenSet(context.State.Snapshot.Token, null, default, 0);

    /// <returns>What was forgotten, to be revoked at the server.</returns>
    public async ValueTask<RenewalResult> RunAsync()
    {
        var began = services.Time.GetTimestamp();

        while (true)
        {
            var read = await row.ReadAsync(async: true, Ct.None).ConfigureAwait(false);

            // What this process received last is in the row first, or the tokens before it would be revoked in its place.
            var isFree = read.IsKnown && !row.IsWriting && row.IsFree(read.Tokens);

            if (isFree && await TryAsync(read.Tokens).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            var isLate = services.Time.GetElapsedTime(began) > Account.Options.TokenRequestTimeout;

            if (isLate || (!read.IsKnown && !KeepsRefreshToken))
            {
                return await ForceAsync(read).ConfigureAwait(false);
            }

            await row.PauseAsync(async: true, Ct.None).ConfigureAwait(false);
        }
    }

    // A refresh token that stays in the row is claimed first, so that nobody is spending it meanwhile.
    private async ValueTask<RenewalResult?> TryAsync(TokenSet? there)
    {
        if (!KeepsRefreshToken)
        {
            return await ForgetAsync(there ?? Own, refreshToken: null, there?.Generation ?? 0).ConfigureAwait(false);
        }

        var known = row.Known.Newest ?? new TokenSet(null, null, default, 0);
        var basis = there ?? known with { Generation = 0 };
        var claim = await row.ClaimAsync(async: true, basis).ConfigureAwait(false);
        return claim is null
            ? null
            : await ForgetAsync(there ?? Own, basis.RefreshToken, claim.Generation).ConfigureAwait(false);
    }

    // A claim that outlasts the wait is overwritten, and so is a row that cannot be read if it is the one that this
    // process wrote; but a refresh token that may be spent by now is not written back.
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

    // Forgetting is a result without tokens, not a deletion, so that generations never begin again. It is written until
    // the store has it.
    private async ValueTask<RenewalResult> ForgetAsync(TokenSet forgotten, string? refreshToken, long generation)
    {
        var left = new TokenSet(null, refreshToken, services.Time.GetUtcNow(), generation + 1);
        var writer = RowWriter.ForResult(Account, services, left, forgotten, generation);
        await row.WriteAsync(async: true, writer).ConfigureAwait(false);
        row.Known = row.Known with { Newest = left, Refusals = 0, RefusedRefreshToken = null };
        return new RenewalResult(row.Known) { Tokens = forgotten, IsForgotten = true };
    }
}
