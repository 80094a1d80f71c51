namespace Sonetel.Http;

/// <summary>
/// Forgets the account's tokens in the store. It runs in place of a renewal, because a renewal that completed later
/// would bring the forgotten tokens back.
/// </summary>
internal sealed class Forgetting(RenewalContext context, TokenServices services, AccountRow row)
{
    private AccountSettings Account => context.Account;

    /// <returns>A result with the forgotten set, to be revoked at the server.</returns>
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

    // Waits until this process's last result is written, because otherwise the row's older tokens would be revoked; and
    // until no claim is held, because a claim's holder may have used the refresh token in the row.
    private bool IsSettled(StoreRead read) => !row.IsWriting && read.Tokens?.Renewer is null;

    // Writes a result without tokens instead of deleting the row, so that generations never begin again.
    private async ValueTask<RenewalResult> ForgetAsync(StoreRead read)
    {
        var known = row.Known;
        var own = known.Newest ?? new TokenSet(context.State.Snapshot.Token, null, default, known.Generation);
        var forgotten = row.IsWriting ? own : read.Tokens ?? own;
        var generation = Math.Max(forgotten.Generation, known.Generation);

        var kept = context.Revoked is TokenTypeHint.AccessToken ? forgotten.RefreshToken : null;
        var left = new TokenSet(null, kept, services.Time.GetUtcNow(), generation + 1);
        var writer = RowWriter.ForResult(Account, services, left, forgotten, generation);
        await row.WriteAsync(async: true, writer).ConfigureAwait(false);
        row.Known = row.Known with { Newest = left, Refusals = 0, RefusedRefreshToken = null };
        return new RenewalResult(row.Known) { Tokens = forgotten };
    }
}
