namespace Sonetel.Http;

/// <summary>
/// The part of a renewal that runs while it holds its claim: calls the endpoint and writes the result.
/// </summary>
internal sealed class ClaimedRenewal(
    RenewalContext context,
    TokenServices services,
    AccountRow row,
    Claim claim,
    TokenSet basis,
    string? refreshToken,
    Backoff? failures)
{
    private RenewalProgress _progress = RenewalProgress.Begin(
        context.Account.CanSignIn, isRefresh: refreshToken is not null, failures);
    private bool _isUnspent = true;
    private bool _isSent;

    private AccountSettings Account => context.Account;

    /// <summary>Calls the endpoint until it issues a token or the renewal gives up.</summary>
    /// <returns>The result, or null if the claim was lost and the renewal has to begin again.</returns>
    public async ValueTask<RenewalResult?> RunAsync(bool async, Ct ct)
    {
        claim.StartBeating();

        try
        {
            return await AskAsync(async, ct).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The outcome of a request that was sent is lost: it counts as a refusal if the claim counted it as one,
            // and its refresh token counts as used.
            claim.End();
            _isUnspent &= !_isSent || !_progress.IsRefresh;
            await GiveBackAsync(async, _isSent ? claim.Row.Refusals : basis.Refusals).ConfigureAwait(false);
            throw;
        }
        finally
        {
            claim.End();
        }
    }

    private async ValueTask<RenewalResult?> AskAsync(bool async, Ct ct)
    {
        var began = services.Time.GetTimestamp();

        while (true)
        {
            if (await claim.ConfirmAsync(async).ConfigureAwait(false) is not { } isOurs)
            {
                await GiveBackAsync(async, basis.Refusals).ConfigureAwait(false);
                var failure = RenewalErrors.StoreUnreachable(Account, cause: null);
                return new RenewalResult(row.Known) { Failure = failure, IsStoreAway = true };
            }

            if (!isOurs)
            {
                return null;
            }

            SonetelAuthException failed;

            try
            {
                var issued = await RequestAsync(async, ct).ConfigureAwait(false);
                return await KeepAsync(async, issued).ConfigureAwait(false);
            }
            catch (SonetelAuthException e)
            {
                failed = e;
            }

            _isUnspent &= !_progress.IsRefresh || RenewalRules.LeavesUnspent(failed);
            _progress = _progress.After(failed, services.Time.GetElapsedTime(began));

            switch (RenewalRules.After(failed, _progress))
            {
                case NextStep.TryAgainSoon:
                    _progress = _progress with { MayTryAgain = false };
                    await Wait.ForAsync(async, services.QuickPause(), services.Time, ct).ConfigureAwait(false);
                    break;
                case NextStep.Resend:
                    var pause = RenewalRules.BeforeResend(_progress.Unknown);
                    await Wait.ForAsync(async, pause, services.Time, ct).ConfigureAwait(false);
                    break;
                case NextStep.SignIn:
                    Log.RefreshTokenGivenUp(services.Logger, Account.LogName, failed.Error ?? "no usable response");
                    _progress = _progress with { IsRefresh = false, Unknown = 0 };
                    break;
                default:
                    return await FailAsync(async, failed).ConfigureAwait(false);
            }
        }
    }

    // A request that carries the only refresh token is not cancelled: the account might be left with a refresh token
    // that no longer works.
    private ValueTask<IssuedToken> RequestAsync(bool async, Ct ct)
    {
        _isSent = true;
        var grant = _progress.IsRefresh
            ? Grant.Refresh(refreshToken!, null)
            : Grant.SignIn(Account.Options.GrantType, null);
        var (limit, stop) = Account.CanSignIn
            ? (Account.Options.TokenRequestTimeout, ct)
            : (TokenEndpoint.LongestRequest, Ct.None);
        return services.Endpoint.RequestAsync(async, Account, grant, context.Trace, limit, stop);
    }

    // The rotated refresh token is written before anyone uses the new access token. If the store fails now, the write
    // is retried in the background.
    private async ValueTask<RenewalResult> KeepAsync(bool async, IssuedToken issued)
    {
        claim.End();
        var kept = issued.RefreshToken ?? (_progress.IsRefresh ? refreshToken : null);
        var tokens = issued.ToTokenSet(kept, claim.Generation + 1, Account.Credentials);
        var writer = RowWriter.ForResult(Account, services, tokens, basis, claim.Generation);
        await row.WriteAsync(async, writer).ConfigureAwait(false);
        row.Known = row.Known with { Newest = tokens, Refusals = 0, RefusedRefreshToken = null };

        return new RenewalResult(row.Known)
        {
            Snapshot = new TokenSnapshot(tokens.AccessToken, services.TimesOf(issued, Account.Options)),
            Tokens = tokens,
            IsIssued = true,
        };
    }

    private async ValueTask<RenewalResult> FailAsync(bool async, SonetelAuthException failure)
    {
        claim.End();
        var isRefusal = !failure.IsTransient;
        var countsAsRefusal = isRefusal;
        var refusals = basis.Refusals;

        // Sign-ins that were refused are counted in the row, for all processes. A refused refresh token of an account
        // that cannot sign in concerns this process only.
        if (Account.CanSignIn)
        {
            var isUnknown = failure.Outcome is TokenRequestOutcome.Unknown && refusals > 0;
            countsAsRefusal |= isUnknown;
            refusals += countsAsRefusal ? 1 : 0;
            row.Known = row.Known with { Refusals = Math.Max(row.Known.Refusals, refusals) };
        }
        else if (isRefusal)
        {
            row.Known = row.Known with { Refusals = row.Known.Refusals + 1, RefusedRefreshToken = refreshToken };
        }

        await GiveBackAsync(async, refusals).ConfigureAwait(false);
        return new RenewalResult(row.Known) { Failure = failure, IsRefusal = countsAsRefusal };
    }

    // An account that can sign in writes its refresh token back only if the endpoint certainly did not use it.
    private async ValueTask GiveBackAsync(bool async, int refusals)
    {
        var isKept = !Account.CanSignIn || _isUnspent;
        var given = basis with { RefreshToken = isKept ? refreshToken : null, Renewer = null, Refusals = refusals };
        var writer = RowWriter.ForGivingBack(Account, services, given, claim.Renewer, claim.Generation);
        await row.WriteAsync(async, writer).ConfigureAwait(false);

        // A refresh token that may have been used must not be restored when the store loses the row.
        if (!isKept && row.Known.Newest is { } newest)
        {
            row.Known = row.Known with { Newest = newest with { RefreshToken = null } };
        }
    }
}
