namespace Sonetel.Http;

/// <summary>
/// One renewal, in the order of "How a fleet shares one account": read the row, adopt what another process received,
/// else claim the row, ask the endpoint, and write the result until the store has acknowledged it.
/// </summary>
internal sealed class Renewal(RenewalContext context, TokenServices services)
{
    private const int ReadTries = 3;
    private const int MostFailedWrites = 3;
    private const int ClaimReads = 8;

    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private StoreKnowledge _known = context.State.Store;
    private int _pauses;
    private int _failedWrites;
    private bool _isOutOnArrival;
    private string? _abandoned;

    private AccountSettings Account => context.Account;

    private AccountState State => context.State;

    public async ValueTask<RenewalResult> RunAsync(bool async, Ct ct)
    {
        try
        {
            return await StepAsync(async, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return RenewalResult.Superseded with { Store = _known };
        }
        catch (Exception e)
        {
            var failure = e as SonetelAuthException ?? RenewalErrors.Unexpected(Account, e);
            return new RenewalResult { Failure = failure, Store = _known };
        }
    }

    private async ValueTask<RenewalResult> StepAsync(bool async, Ct ct)
    {
        var began = services.Time.GetTimestamp();

        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var read = await ReadAsync(async, ct).ConfigureAwait(false);

            // The store cannot tell what is there: a refresh token from it might be spent already.
            if (!read.IsKnown)
            {
                return await GoAloneAsync(async, read.Failure, ct).ConfigureAwait(false);
            }

            // What this process wrote last goes first.
            if (_known.Unwritten is { IsDecided: false } unwritten)
            {
                if (unwritten.IsFailing && Account.CanSignIn)
                {
                    return await GoAloneAsync(async, null, ct).ConfigureAwait(false);
                }

                // A suspect token must go out again: what one path refuses, others may take.
                if (services.Time.GetElapsedTime(began) > Account.Options.TokenRequestTimeout)
                {
                    return Unreachable(null);
                }

                await PauseAsync(async, ct).ConfigureAwait(false);
                continue;
            }

            var row = read.Tokens;

            if (await PutBackAsync(async, row, ct).ConfigureAwait(false))
            {
                continue;
            }

            if (Adopt(row) is { } adopted)
            {
                return adopted;
            }

            if (!IsFree(row))
            {
                await PauseAsync(async, ct).ConfigureAwait(false);
                continue;
            }

            if (Refusal(row) is { } refusal)
            {
                return refusal;
            }

            if (await ClaimAndAskAsync(async, row, ct).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            if (_failedWrites >= MostFailedWrites)
            {
                return await GoAloneAsync(async, null, ct).ConfigureAwait(false);
            }

            await PauseAsync(async, ct).ConfigureAwait(false);
        }
    }

    // One failed read of an account that can sign in must not end in a sign-in beside the fleet.
    private async ValueTask<StoreRead> ReadAsync(bool async, Ct ct)
    {
        var read = await services.Store.ReadAsync(async, Account.Key, ct).ConfigureAwait(false);

        for (var tries = 1; !read.IsKnown && Account.CanSignIn && tries < ReadTries; tries++)
        {
            await Wait.ForAsync(async, services.QuickPause(), services.Time, ct).ConfigureAwait(false);
            read = await services.Store.ReadAsync(async, Account.Key, ct).ConfigureAwait(false);
        }

        return read;
    }

    // A store that was emptied, or restored from a copy, gets this process's newest set back, unless the copy is as
    // new.
    private async ValueTask<bool> PutBackAsync(bool async, TokenSet? row, Ct ct)
    {
        var decided = _known.Unwritten?.Generation ?? 0;
        _known = _known with { Generation = Math.Max(_known.Generation, decided), Unwritten = null };
        var generation = row?.Generation ?? 0;

        if (!StoredTokenRules.IsMissing(row, _known))
        {
            _known = _known with { Generation = generation };
            return false;
        }

        var back = _known.Newest! with { Generation = generation + 1, Renewer = null, Refusals = 0 };
        var written = await services.Store.WriteAsync(async, Account.Key, back, ct).ConfigureAwait(false);
        _failedWrites += written.Outcome is StoreWrite.Unknown ? 1 : 0;

        if (written.Outcome is StoreWrite.Taken)
        {
            _known = _known with { Generation = back.Generation };
            return true;
        }

        // A store that takes nothing at all must not hold up an account that can sign in.
        if (_failedWrites >= MostFailedWrites)
        {
            _known = _known with { Generation = generation };
            return false;
        }

        await PauseAsync(async, ct).ConfigureAwait(false);
        return true;
    }

    private RenewalResult? Adopt(TokenSet? row)
    {
        if (row is null || context.IsAsked)
        {
            return null;
        }

        var now = services.Time.GetTimestamp();
        var claim = _known.Claim is { } seen && row.Generation > seen.Generation ? seen : null;
        var waited = claim is null ? (TimeSpan?)null : services.Time.GetElapsedTime(claim.FirstSeen, now);
        var current = State.Snapshot.Token;
        var remaining = StoredTokenRules.Remaining(
            row, current, Account.Credentials, services.Time.GetUtcNow(), waited);

        if (remaining is not { } left)
        {
            return null;
        }

        var lifetime = row.AccessToken!.ExpiresAt - row.AcquiredAt;
        var from = now - Ticks(lifetime - left);
        var times = RenewalTimes.For(
            from, lifetime, Account.Options, services.Jitter.Next(), services.Time.TimestampFrequency);
        var newest = row with { Renewer = null, Refusals = 0 };
        _known = _known with { Newest = newest, Claim = null, Refusals = 0, RefusedRefreshToken = null };
        var snapshot = new TokenSnapshot(row.AccessToken, row.RefreshToken, times);
        return new RenewalResult { Snapshot = snapshot, Store = _known };
    }

    // A claim is waited for until it has stood still for too long; one of this process's own is left over from an
    // earlier renewal.
    private bool IsFree(TokenSet? row)
    {
        if (row?.Renewer is null || row.Renewer == _known.Renewer)
        {
            _known = _known with { Claim = null };
            return true;
        }

        var now = services.Time.GetTimestamp();
        var claim = ObservedClaim.See(_known.Claim, row, now, Ticks(LongestGap));
        _known = _known with { Claim = claim };
        return services.Time.GetElapsedTime(claim.StillSince, now) >= AbandonedAfter;
    }

    private TimeSpan AbandonedAfter => TimeSpan.FromSeconds(Account.CanSignIn ? 5 : 20);

    // Rule 8: what was refused is remembered, whichever process met the refusal.
    private RenewalResult? Refusal(TokenSet? row)
    {
        if (context.IgnoresRefusals)
        {
            return null;
        }

        var isOurs = Account.CanSignIn
            ? (row?.Refusals ?? 0) <= _known.Refusals
            : row is null || row.RefreshToken == _known.RefusedRefreshToken;

        if (!isOurs && !Account.CanSignIn)
        {
            // Another refresh token ends the refusal of the one before.
            _known = _known with { Refusals = 0, RefusedRefreshToken = null };
            return null;
        }

        if (!isOurs)
        {
            _known = _known with { Refusals = row!.Refusals };
            return new RenewalResult { Failure = RenewalErrors.RefusedElsewhere(Account), Store = _known };
        }

        var holds = State.Failures is { Failure.IsTransient: false } failures
            && failures.Holds(services.Time.GetTimestamp());
        return holds
            ? new RenewalResult { Failure = State.Failures!.Failure, IsReminder = true, Store = _known }
            : null;
    }

    private async ValueTask<RenewalResult?> ClaimAndAskAsync(bool async, TokenSet? row, Ct ct)
    {
        var basis = Basis(row);
        var isAbandoned = basis.Renewer is not null;
        var refreshToken = Account.CanSignIn && isAbandoned ? null : basis.RefreshToken;

        if (refreshToken is null && !Account.CanSignIn)
        {
            _known = _known with { Refusals = _known.Refusals + 1 };
            return new RenewalResult { Failure = RenewalErrors.NoRefreshToken(Account), Store = _known };
        }

        TellOfAbandoned(basis);

        if (await ClaimAsync(async, basis, ct).ConfigureAwait(false) is not { } claim)
        {
            return null;
        }

        var work = new ClaimedRenewal(context, services, claim, basis, refreshToken) { Known = _known };
        RenewalResult? result;

        try
        {
            result = await work.RunAsync(async, ct).ConfigureAwait(false);
        }
        finally
        {
            _known = work.Known;
        }

        // A token without a lifetime is good for those who wait; only one that had a lifetime can be out.
        var isOut = result is { Snapshot.Times: var times, IsIssued: true }
            && times != RenewalTimes.Past
            && services.Time.GetTimestamp() >= times.EndsAt;

        if (!isOut)
        {
            return result;
        }

        // Out on arrival: asked for once more instead of being sent.
        if (_isOutOnArrival)
        {
            return new RenewalResult { Failure = RenewalErrors.OutOnArrival(Account), Store = _known };
        }

        // The endpoint has issued a token since, so what failed before it counts no more.
        context = context with { State = State with { Failures = null } };
        _isOutOnArrival = true;
        return null;
    }

    // Once each: the claim that is put in its place may not be taken at the first try.
    private void TellOfAbandoned(TokenSet basis)
    {
        if (basis.Renewer is not null && basis.Renewer != _known.Renewer && basis.Renewer != _abandoned)
        {
            _abandoned = basis.Renewer;
            Log.AbandonedClaimFound(services.Logger, Account.LogName, AbandonedAfter);
        }
    }

    // What the claim, and what is sent, starts from. The configured refresh token is a beginning: once there was a set,
    // it is not used again.
    private TokenSet Basis(TokenSet? row)
    {
        var isFirst = row is null && _known.Newest is null && _known.Generation == 0;
        var basis = row ?? new TokenSet(null, isFirst ? Account.Options.RefreshToken : null, default, 0);
        return basis with { Refusals = Math.Max(basis.Refusals, Account.CanSignIn ? _known.Refusals : 0) };
    }

    // Nothing is sent before the store has acknowledged the claim.
    private async ValueTask<Claim?> ClaimAsync(bool async, TokenSet basis, Ct ct)
    {
        _known = _known with { Renewer = _known.Renewer ?? services.Jitter.NextId() };
        var row = basis with
        {
            RefreshToken = Account.CanSignIn ? null : basis.RefreshToken,
            Renewer = _known.Renewer,
            Generation = basis.Generation + 1,
            // Once refused, each further sign-in counts before it is sent: its response may never come.
            Refusals = basis.Refusals + (basis.Refusals > 0 ? 1 : 0),
        };
        var sentAt = services.Time.GetTimestamp();

        // To break the write off would leave a claim behind that others wait for.
        var written = await services.Store.WriteAsync(async, Account.Key, row, Ct.None).ConfigureAwait(false);
        var isTaken = written.Outcome is StoreWrite.Taken;

        if (written.Outcome is StoreWrite.Unknown)
        {
            isTaken = await IsTakenAsync(async, row, basis).ConfigureAwait(false);
            _failedWrites += isTaken ? 0 : 1;
        }

        if (!isTaken)
        {
            return null;
        }

        (_failedWrites, _pauses) = (0, 0);
        _known = _known with { Generation = row.Generation, Claim = null };
        return new Claim(Account, services, row, sentAt);
    }

    private async ValueTask<bool> IsTakenAsync(bool async, TokenSet claim, TokenSet basis)
    {
        for (var tries = 0; tries < ClaimReads; tries++)
        {
            var read = await services.Store.ReadAsync(async, Account.Key, Ct.None).ConfigureAwait(false);

            if (read.IsKnown)
            {
                return read.Tokens?.Renewer == claim.Renewer && read.Tokens?.Generation == claim.Generation;
            }

            var pause = TimeSpan.FromMilliseconds(200 + (300 * tries));
            await Wait.ForAsync(async, pause, services.Time, Ct.None).ConfigureAwait(false);
        }

        // The row stays unknown, and the claim may stand: it is given back when the store can be reached again.
        var given = basis with { Renewer = null };
        var writer = RowWriter.ForGivingBack(Account, services, given, claim.Renewer!, claim.Generation);
        await writer.StartAsync(async).ConfigureAwait(false);
        _known = _known.After(writer);
        _failedWrites = MostFailedWrites;
        return false;
    }

    // Without the store an account that can sign in does so for itself: no refresh token is spent, and nothing is
    // written or shared.
    private async ValueTask<RenewalResult> GoAloneAsync(bool async, Exception? cause, Ct ct)
    {
        var now = services.Time.GetTimestamp();
        var mayGoAlone = Account.CanSignIn
            && !Account.Options.RequireTokenStore
            && (context.IsAsked || !State.IsUsable(now));

        if (!mayGoAlone)
        {
            return Unreachable(cause);
        }

        var refusal = State.Failures is { Failure.IsTransient: false } failures ? failures : null;

        if (!context.IgnoresRefusals && refusal?.Holds(now) is true)
        {
            return new RenewalResult { Failure = refusal.Failure, IsReminder = true, Store = _known };
        }

        try
        {
            var grant = Grant.SignIn(Account.Options.GrantType, null);
            var limit = Account.Options.TokenRequestTimeout;
            var issued = await services.Endpoint.RequestAsync(async, Account, grant, context.Trace, limit, ct).ConfigureAwait(false);
            var times = services.TimesOf(issued, Account.Options);
            return new RenewalResult
            {
                Snapshot = new TokenSnapshot(issued.AccessToken, null, times),
                Tokens = new TokenSet(issued.AccessToken, issued.RefreshToken, issued.SentAt, 0) { Credentials = Account.Credentials },
                IsIssued = true,
                Store = _known with { Newest = null },
            };
        }
        catch (SonetelAuthException e)
        {
            // Once refused, an unknown outcome counts as a refusal.
            var isRefusal = !e.IsTransient || (e.Outcome is TokenRequestOutcome.Unknown && _known.Refusals > 0);
            _known = _known with { Refusals = _known.Refusals + (isRefusal ? 1 : 0) };
            return new RenewalResult { Failure = e, IsRefusal = isRefusal, Store = _known };
        }
    }

    private RenewalResult Unreachable(Exception? cause) =>
        new() { Failure = RenewalErrors.StoreUnreachable(Account, cause), Store = _known };

    private ValueTask PauseAsync(bool async, Ct ct)
    {
        var pause = FirstPause * Math.Pow(1.5, Math.Min(_pauses++, 9));
        pause = pause < LongestPause ? pause : LongestPause;
        return Wait.ForAsync(async, pause * (0.75 + (0.5 * services.Jitter.Next())), services.Time, ct);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * services.Time.TimestampFrequency);
}
