namespace Sonetel.Http;

/// <summary>
/// Forgets the account's tokens in the store. It takes the place of a renewal, because one that completed after it would
/// bring back what was to be forgotten.
/// </summary>
internal sealed class Forgetting(RenewalContext context, TokenServices services, AccountRow row)
{
    private AccountSettings Account => context.Account;

    /// <returns>What was forgotten, to be revoked at the server.</returns>
    public async ValueTask<RenewalResult> RunAsync()
    {
        var began = services.Time.GetTimestamp();

        while (true)
        {
            var read = await row.ReadAsync(async: true, Ct.None).ConfigureAwait(false);
            var isLate = services.Time.GetElapsedTime(began) > Account.Options.TokenRequestTimeout;

            if (isLate || IsSettled(read))
            {
                return await ForgetAsync(read).ConfigureAwait(false);
            }

            await row.PauseAsync(async: true, Ct.None).ConfigureAwait(false);
        }
    }

    // What this process received last is in the row first, or the tokens before it would be revoked in its place; and
    // while another process holds its claim, the refresh token in the row may be spent.
    private bool IsSettled(StoreRead read) => !row.IsWriting && read.Tokens?.Renewer is null;

    // Forgetting is a result without tokens, not a deletion, so that generations never begin again. It is written until
    // the store has it.
    private async ValueTask<RenewalResult> ForgetAsync(StoreRead read)
    {
        var known = row.Known;
        var own = known.Newest ?? new TokenSet(context.State.Snapshot.Token, null, default, known.Generation);
        var forgotten = row.IsWriting ? own : read.Tokens ?? own;
        var generation = Math.Max(forgotten.Generation, known.Generation);

        var kept = context.Revoked is TokenTypeHint.AccessToken ? forgotten.RefreshToken : null;
        var left = new TokenSet(null, kept, services.Time.GetUtcNow(), generation + 1);
        await row.WriteAsync(async: true, RowWriter.ForResult(Account, services, left, forgotten, generation)).ConfigureAwait(false);
        row.Known = row.Known with { Newest = left, Refusals = 0, RefusedRefreshToken = null };
        return new RenewalResult(row.Known) { Tokens = forgotten };
    }
}
