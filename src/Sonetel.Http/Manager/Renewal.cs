namespace Sonetel.Http;

/// <summary>
/// One renewal: read the row, adopt the token that another process received, or else claim the row, call the endpoint,
/// and write the result until the store has acknowledged it.
/// </summary>
internal sealed class Renewal(RenewalContext context, TokenServices services)
{
    private readonly AccountRow _row = new(context, services);
    private bool _isOutOnArrival;

    private AccountSettings Account => context.Account;

    // Failures of the previous renewal count only until a token is issued, even if that has expired on arrival.
    private Backoff? Failures => _isOutOnArrival ? null : context.State.Failures;

    public async ValueTask<RenewalResult> RunAsync(bool async, Ct ct)
    {
        try
        {
            return context.Cause is RenewalCause.Revoked
                ? await new Forgetting(context, services, _row).RunAsync().ConfigureAwait(false)
                : await StepAsync(async, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new RenewalResult(_row.Known);
        }
        catch (Exception e)
        {
            return Failed(e as SonetelAuthException ?? RenewalErrors.Unexpected(Account, e));
        }
    }

    private async ValueTask<RenewalResult> StepAsync(bool async, Ct ct)
    {
        var began = services.Time.GetTimestamp();

        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var read = await _row.ReadAsync(async, ct).ConfigureAwait(false);
            var row = read.Tokens;

            // Without a readable row, a refresh token may have been used by another process already.
            if (!read.IsKnown || _row.IsUnusable || IsWritingTooLong(began))
            {
                var lone = new LoneSignIn(context, services, _row, Failures);

                if (UnlessOut(await lone.RunAsync(async, read.Failure, ct).ConfigureAwait(false)) is { } alone)
                {
                    return alone;
                }
            }
            else if (!_row.IsWriting && !await _row.PutBackAsync(async, row).ConfigureAwait(false))
            {
                if (Adopt(row) is { } adopted)
                {
                    return adopted;
                }

                if (_row.IsFree(row) && await AskAsync(async, row, ct).ConfigureAwait(false) is { } result)
                {
                    return result;
                }
            }

            await _row.PauseAsync(async, ct).ConfigureAwait(false);
        }
    }

    // An account that cannot sign in waits longer, because it cannot renew without the store.
    private bool IsWritingTooLong(long began) =>
        _row.IsWriting
        && ((Account.CanSignIn && _row.Known.Unwritten!.IsFailing)
            || services.Time.GetElapsedTime(began) > Account.Options.TokenRequestTimeout);

    private RenewalResult? Adopt(TokenSet? row)
    {
        if (row is null || context.IsAsked)
        {
            return null;
        }

        var now = services.Time.GetTimestamp();

        // Only a set that was written after the claim was seen is younger than the claim, whatever the
        // writer's clock says.
        var claim = _row.Known.Claim is { } seen && row.AcquiredAt != seen.Claimed ? seen : null;
        var waited = claim is null ? (TimeSpan?)null : services.Time.GetElapsedTime(claim.FirstSeen, now);
        var known = context.State.Snapshot.Token is null ? null : _row.Known.Newest?.AccessToken;
        var remaining = StoredTokenRules.Remaining(row, known, Account.Credentials, services.Time.GetUtcNow(), waited);

        if (remaining is not { } left)
        {
            return null;
        }

        var frequency = services.Time.TimestampFrequency;
        var lifetime = row.AccessToken!.ExpiresAt - row.AcquiredAt;
        var from = now - (long)((lifetime - left).TotalSeconds * frequency);
        var times = RenewalTimes.For(from, lifetime, Account.Options, services.Jitter.Next(), frequency);
        var newest = row with { Renewer = null, Refusals = 0 };
        _row.Known = _row.Known with { Newest = newest, Claim = null, Refusals = 0, RefusedRefreshToken = null };
        return new RenewalResult(_row.Known) { Snapshot = new TokenSnapshot(row.AccessToken, times) };
    }

    private async ValueTask<RenewalResult?> AskAsync(bool async, TokenSet? row, Ct ct)
    {
        if (Refusal(row) is { } refusal)
        {
            return refusal;
        }

        var basis = Basis(row);
        var refreshToken = Account.CanSignIn && basis.Renewer is not null ? null : basis.RefreshToken;

        if (refreshToken is null && !Account.CanSignIn)
        {
            _row.Known = _row.Known with { Refusals = _row.Known.Refusals + 1 };
            return Failed(RenewalErrors.NoRefreshToken(Account));
        }

        if (await _row.ClaimAsync(async, basis).ConfigureAwait(false) is not { } claim)
        {
            return null;
        }

        var claimed = new ClaimedRenewal(context, services, _row, claim, basis, refreshToken, Failures);
        return UnlessOut(await claimed.RunAsync(async, ct).ConfigureAwait(false));
    }

    // A token that had expired when it arrived is not sent; a second one is requested, once.
    private RenewalResult? UnlessOut(RenewalResult? result)
    {
        if (result is null || !IsOut(result))
        {
            return result;
        }

        if (_isOutOnArrival)
        {
            return Failed(RenewalErrors.OutOnArrival(Account));
        }

        _isOutOnArrival = true;
        return null;
    }

    // Rule 8: a refusal is remembered by all processes that share the row.
    private RenewalResult? Refusal(TokenSet? row)
    {
        if (context.IgnoresRefusals)
        {
            return null;
        }

        if (Account.CanSignIn && row?.Refusals > _row.Known.Refusals)
        {
            _row.Known = _row.Known with { Refusals = row.Refusals };
            return Failed(RenewalErrors.RefusedElsewhere(Account));
        }

        // A different refresh token ends the refusal of the previous one.
        if (!Account.CanSignIn && row is not null && row.RefreshToken != _row.Known.RefusedRefreshToken)
        {
            _row.Known = _row.Known with { Refusals = 0, RefusedRefreshToken = null };
            return null;
        }

        return context.State.RefusalAt(services.Time.GetTimestamp()) is { } refusal
            ? Failed(refusal) with { IsReminder = true }
            : null;
    }

    // The set that the claim and the token request start from. The configured refresh token is used only if this
    // account never had a set.
    private TokenSet Basis(TokenSet? row)
    {
        var known = _row.Known;
        var isFirst = row is null && known.Newest is null && known.Generation == 0;
        var basis = row ?? new TokenSet(null, isFirst ? Account.Options.RefreshToken : null, default, 0);
        return basis with { Refusals = Math.Max(basis.Refusals, Account.CanSignIn ? known.Refusals : 0) };
    }

    // A token without a lifetime is valid for the callers that wait for it, so only one with a lifetime
    // can have expired.
    private bool IsOut(RenewalResult result) =>
        result is { Snapshot.Times: var times, IsIssued: true }
        && times != RenewalTimes.Past
        && services.Time.GetTimestamp() >= times.EndsAt;

    private RenewalResult Failed(SonetelAuthException failure) => new(_row.Known) { Failure = failure };
}
