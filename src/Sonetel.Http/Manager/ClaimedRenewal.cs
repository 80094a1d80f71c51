namespace Sonetel.Http;

/// <summary>A renewal under its claim: asks the endpoint, and writes what comes of it.</summary>
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

    /// <summary>Runs to its end; null where the claim was lost, and the renewal begins again.</summary>
    public async ValueTask<RenewalResult?> RunAsync(bool async, Ct ct)
    {
        claim.StartBeating();

        try
        {
            return await AskAsync(async, ct).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Nobody will hear what became of a request that was sent: it counts as the claim said, and its refresh
            // token as spent.
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
                return new RenewalResult(row.Known) { Failure = RenewalErrors.StoreUnreachable(Account, null) };
            }

            if (!isOurs)
            {
                return null;
            }

            SonetelAuthException failure;

            try
            {
                return await KeepAsync(async, await RequestAsync(async, ct).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (SonetelAuthException e)
            {
                failure = e;
            }

            _isUnspent &= !_progress.IsRefresh || RenewalRules.LeavesUnspent(failure);
            _progress = _progress.After(failure, services.Time.GetElapsedTime(began));

            switch (RenewalRules.After(failure, _progress))
            {
                case NextStep.TryAgainSoon:
                    _progress = _progress with { MayTryAgain = false };
                    await Wait.ForAsync(async, services.QuickPause(), services.Time, ct).ConfigureAwait(false);
                    break;
                case NextStep.Resend:
                    await Wait.ForAsync(async, RenewalRules.BeforeResend(_progress.Unknown), services.Time, ct).ConfigureAwait(false);
                    break;
                case NextStep.SignIn:
                    Log.RefreshTokenGivenUp(services.Logger, Account.LogName, failure.Error ?? "no usable response");
                    _progress = _progress with { IsRefresh = false, Unknown = 0 };
                    break;
                default:
                    return await FailAsync(async, failure).ConfigureAwait(false);
            }
        }
    }

    // To break off a request that carries the only refresh token may leave the account with one that is spent.
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

    // The rotated refresh token is in the store before anyone uses the new access token. A store that fails now is
    // written to until it has it.
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

        // For an account that can sign in the fleet counts; a dead refresh token concerns the process that has nothing
        // else alone.
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

    // An account that can sign in gives its refresh token back only if the endpoint surely did not use it.
    private async ValueTask GiveBackAsync(bool async, int refusals)
    {
        var isKept = !Account.CanSignIn || _isUnspent;
        var given = basis with { RefreshToken = isKept ? refreshToken : null, Renewer = null, Refusals = refusals };
        var writer = RowWriter.ForGivingBack(Account, services, given, claim.Renewer, claim.Generation);
        await row.WriteAsync(async, writer).ConfigureAwait(false);

        // A refresh token that may be spent must not come back when the store forgets the row.
        var newest = isKept ? row.Known.Newest : row.Known.Newest?.WithoutRefreshToken();
        row.Known = row.Known with { Newest = newest };
    }
}
