namespace Sonetel.Http;

/// <summary>The account's row in the store during one renewal, and what this process knows of it.</summary>
internal sealed class AccountRow(RenewalContext context, TokenServices services)
{
    private const int ReadTries = 3;
    private const int MostFailedClaims = 3;
    private const int MostPutBack = 3;

    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private int _pauses;
    private int _failedClaims;
    private int _putBack;
    private string? _abandoned;

    public StoreKnowledge Known { get; set; } = context.State.Store;

    /// <summary>Whether the store has not taken what this process wrote last: that goes first.</summary>
    public bool IsWriting => Known.Unwritten is { IsDecided: false };

    /// <summary>Whether the store can be read, but takes no claim or keeps nothing.</summary>
    public bool IsOfNoUse => _failedClaims >= MostFailedClaims || _putBack > MostPutBack;

    private AccountSettings Account => context.Account;

    private TimeSpan AbandonedAfter => TimeSpan.FromSeconds(Account.CanSignIn ? 5 : 20);

    // One failed read of an account that can sign in must not end in a sign-in beside the fleet.
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

    /// <summary>Writes until the store has taken it, here for the first time.</summary>
    public async ValueTask WriteAsync(bool async, RowWriter writer)
    {
        await writer.StartAsync(async).ConfigureAwait(false);
        Known = Known.After(writer);
    }

    /// <summary>
    /// Gives a store that was emptied, or restored from a copy, this process's newest set back, unless the copy is as
    /// new.
    /// </summary>
    /// <returns>Whether it was written, and the row has to be read again.</returns>
    public async ValueTask<bool> PutBackAsync(bool async, TokenSet? row)
    {
        Known = Known.Unwritten is { } decided ? Known.After(decided) : Known;

        if (!StoredTokenRules.IsMissing(row, Known))
        {
            Known = Known with { Generation = row?.Generation ?? 0 };
            return false;
        }

        _putBack++;
        await WriteAsync(async, RowWriter.ForPuttingBack(Account, services, Known, row)).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Whether the row may be claimed. Another process's claim is waited for until it has stood still for too long; one
    /// of this process's own is left over from an earlier renewal.
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

        TellOfAbandoned(claim.Renewer);
        return true;
    }

    /// <summary>Claims the row; null if the store does not acknowledge it. Nothing is sent before.</summary>
    public async ValueTask<Claim?> ClaimAsync(bool async, TokenSet basis)
    {
        var claimed = basis with
        {
            RefreshToken = Account.CanSignIn ? null : basis.RefreshToken,
            Renewer = context.Renewer,
            Generation = basis.Generation + 1,
            // Once refused, each further sign-in counts before it is sent: its response may never come.
            Refusals = basis.Refusals + (basis.Refusals > 0 ? 1 : 0),
        };
        var sentAt = services.Time.GetTimestamp();

        // To break the write off would leave a claim behind that others wait for.
        var written = await services.Store.WriteAsync(async, Account.Key, claimed, Ct.None).ConfigureAwait(false);
        var isTaken = written.Outcome is StoreWrite.Taken;

        if (written.Outcome is StoreWrite.Unknown)
        {
            isTaken = await IsTakenAsync(async, claimed, basis).ConfigureAwait(false);
            _failedClaims += isTaken ? 0 : 1;
        }

        if (!isTaken)
        {
            return null;
        }

        (_failedClaims, _pauses) = (0, 0);
        Known = Known with { Generation = claimed.Generation, Claim = null };
        return new Claim(Account, services, claimed, sentAt);
    }

    /// <summary>100 ms, then half as long again each time, up to 1 s.</summary>
    public ValueTask PauseAsync(bool async, Ct ct)
    {
        var pause = FirstPause * Math.Pow(1.5, Math.Min(_pauses++, 9));
        pause = pause < LongestPause ? pause : LongestPause;
        return Wait.ForAsync(async, pause * (0.75 + (0.5 * services.Jitter.Next())), services.Time, ct);
    }

    private async ValueTask<bool> IsTakenAsync(bool async, TokenSet claim, TokenSet basis)
    {
        var read = await ReadAsync(async, Ct.None).ConfigureAwait(false);

        if (!read.IsKnown)
        {
            // The claim may stand: it is given back when the store can be reached again.
            var given = basis with { Renewer = null };
            var writer = RowWriter.ForGivingBack(Account, services, given, claim.Renewer!, claim.Generation);
            writer.StartInBackground();
            Known = Known.After(writer);
        }

        return read.Tokens?.Renewer == claim.Renewer && read.Tokens?.Generation == claim.Generation;
    }

    // Once each: the claim that is put in its place may not be taken at the first try.
    private void TellOfAbandoned(string renewer)
    {
        if (renewer != _abandoned)
        {
            _abandoned = renewer;
            Log.AbandonedClaimFound(services.Logger, Account.LogName, AbandonedAfter);
        }
    }
}
