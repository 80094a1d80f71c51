namespace Sonetel.Http;

/// <summary>Reads, claims and writes the account's row in the store during one renewal.</summary>
internal sealed class AccountRow(RenewalContext context, TokenServices services)
{
    private const int ReadTries = 3;
    private const int MostFailedClaims = 3;
    private const int MostRestores = 3;

    // About three seconds: a replica that lags behind may show a row without another process's claim.
    private const int MostRejectedClaims = 6;

    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(3);

    private int _pauses;
    private int _failedClaims;
    private int _rejectedClaims;
    private long? _rejectedOver;
    private int _restores;
    private string? _loggedAbandoned;

    public StoreKnowledge Known { get; set; } = context.State.Store;

    /// <summary>
    /// Whether an earlier write of this process is still unacknowledged. No claim is made before it is.
    /// </summary>
    public bool IsWriting => Known.Unwritten is { IsDecided: false };

    /// <summary>Whether the store can be read, but does not accept claims or does not keep what is written.</summary>
    public bool IsUnusable =>
        _failedClaims >= MostFailedClaims || _rejectedClaims >= MostRejectedClaims || _restores > MostRestores;

    private AccountSettings Account => context.Account;

    private TimeSpan AbandonedAfter => TimeSpan.FromSeconds(Account.CanSignIn ? 5 : 20);

    // An account that can sign in retries a failed read first, because otherwise it would sign in without the store.
    public async ValueTask<StoreRead> ReadAsync(bool async, Ct ct)
    {
        var read = await services.Store.ReadAsync(async, Account.Key, ct).ConfigureAwait(false);

        for (var tries = 1; !read.IsKnown && Account.CanSignIn && tries < ReadTries; tries++)
        {
            await Wait.ForAsync(async, services.QuickPause(), services.Time, ct).ConfigureAwait(false);
            read = await services.Store.ReadAsync(async, Account.Key, ct).ConfigureAwait(false);
        }

        return read;
    }

    /// <summary>Tries the write once; it is retried in the background until it is decided.</summary>
    public async ValueTask WriteAsync(bool async, RowWriter writer)
    {
        await writer.StartAsync(async).ConfigureAwait(false);
        Known = Known.After(writer);
    }

    /// <summary>
    /// Restores this process's newest set to a store that was emptied or reset to a backup, unless the row is as new.
    /// </summary>
    /// <returns>Whether the set was written, so that the row has to be read again.</returns>
    public async ValueTask<bool> PutBackAsync(bool async, TokenSet? row)
    {
        Known = Known.Unwritten is { } decided ? Known.After(decided) : Known;

        if (!StoredTokenRules.IsMissing(row, Known))
        {
            Known = Known with { Generation = row?.Generation ?? 0 };
            return false;
        }

        _restores++;
        await WriteAsync(async, RowWriter.ForPuttingBack(Account, services, Known, row)).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Whether the row may be claimed. Another process's claim counts until it is abandoned; one of this process is
    /// left over from an earlier renewal and does not count.
    /// </summary>
    public bool IsFree(TokenSet? row)
    {
        if (row?.Renewer is null || row.Renewer == context.Renewer)
        {
            Known = Known with { Claim = null };
            return true;
        }

        var now = services.Time.GetTimestamp();
        var longestGap = (long)(LongestGap.TotalSeconds * services.Time.TimestampFrequency);
        var claim = ObservedClaim.See(Known.Claim, row, now, longestGap);
        Known = Known with { Claim = claim };

        if (services.Time.GetElapsedTime(claim.StillSince, now) < AbandonedAfter)
        {
            return false;
        }

        LogAbandoned(claim.Renewer);
        return true;
    }

    /// <summary>Claims the row. No token request is sent before the store has acknowledged the claim.</summary>
    /// <returns>The claim, or null if the store did not acknowledge it.</returns>
    public async ValueTask<Claim?> ClaimAsync(bool async, TokenSet basis)
    {
        var claimed = basis with
        {
            RefreshToken = Account.CanSignIn ? null : basis.RefreshToken,
            Renewer = context.Renewer,
            Generation = basis.Generation + 1,
            // After a first refusal, each sign-in is counted before it is sent, because its response may be lost.
            Refusals = basis.Refusals + (basis.Refusals > 0 ? 1 : 0),
        };
        var sentAt = services.Time.GetTimestamp();

        // Not cancellable: an interrupted write may leave a claim behind that other processes wait for.
        var written = await services.Store.WriteAsync(async, Account.Key, claimed, Ct.None).ConfigureAwait(false);
        var isTaken = written.Outcome is StoreWrite.Taken;

        if (written.Outcome is StoreWrite.Unknown)
        {
            isTaken = await IsTakenAsync(async, claimed, basis).ConfigureAwait(false);
        }

        if (!isTaken)
        {
            CountFailedClaim(isRejected: written.Outcome is StoreWrite.NotTaken, basis.Generation);
            return null;
        }

        (_failedClaims, _pauses) = (0, 0);
        Known = Known with { Generation = claimed.Generation, Claim = null };
        return new Claim(Account, services, claimed, sentAt);
    }

    /// <summary>Waits before the next read.</summary>
    public ValueTask PauseAsync(bool async, Ct ct)
    {
        var pause = BackoffDelay.BetweenStoreCalls(_pauses++, services.Jitter.Next());
        return Wait.ForAsync(async, pause, services.Time, ct);
    }

    private async ValueTask<bool> IsTakenAsync(bool async, TokenSet claim, TokenSet basis)
    {
        var read = await ReadAsync(async, Ct.None).ConfigureAwait(false);

        if (!read.IsKnown)
        {
            // The claim may have been written: it is released when the store can be reached again.
            var given = basis with { Renewer = null };
            var writer = RowWriter.ForGivingBack(Account, services, given, claim.Renewer!, claim.Generation);
            writer.StartInBackground();
            Known = Known.After(writer);
        }

        return read.Tokens?.Renewer == claim.Renewer && read.Tokens?.Generation == claim.Generation;
    }

    // A rejection counts only if the previous claim was rejected over the same generation, because another process's
    // write moves the row on.
    private void CountFailedClaim(bool isRejected, long generation)
    {
        _failedClaims += isRejected ? 0 : 1;
        _rejectedClaims = isRejected && generation == _rejectedOver ? _rejectedClaims + 1 : 0;
        _rejectedOver = isRejected ? generation : null;

        if (_rejectedClaims >= MostRejectedClaims && context.State.Failures is null)
        {
            Log.ClaimsRejected(services.Logger, Account.LogName);
        }
    }

    // Logged once per claim, because replacing it may need several tries.
    private void LogAbandoned(string renewer)
    {
        if (renewer != _loggedAbandoned)
        {
            _loggedAbandoned = renewer;
            Log.AbandonedClaimFound(services.Logger, Account.LogName, AbandonedAfter);
        }
    }
}
