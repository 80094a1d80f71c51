namespace Sonetel.Http;

/// <summary>A renewal under its claim: asks the endpoint, and writes what comes of it.</summary>
internal sealed class ClaimedRenewal(
    RenewalContext context, TokenServices services, Claim claim, TokenSet basis, string? refreshToken)
{
    private bool _hasRefreshToken = refreshToken is not null;
    private bool _isUnspent = true;
    private bool _isSent;
    private bool _mayTryAgain = context.State.Failures is null;
    private int _serverErrors = RenewalRules.WasServerError(context.State.Failures) ? 1 : 0;
    private int _unknown;

    public required StoreKnowledge Known { get; set; }

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
            _isUnspent &= !_isSent || !_hasRefreshToken;
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
                return new RenewalResult { Failure = RenewalErrors.StoreUnreachable(Account, null), Store = Known };
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

            Count(failure);
            var elapsed = services.Time.GetElapsedTime(began);
            var progress = new RenewalProgress(
                Account.CanSignIn, _hasRefreshToken, _mayTryAgain, _serverErrors, _unknown, elapsed);

            switch (RenewalRules.After(failure, progress))
            {
                case NextStep.TryAgainSoon:
                    _mayTryAgain = false;
                    await Wait.ForAsync(async, services.QuickPause(), services.Time, ct).ConfigureAwait(false);
                    break;
                case NextStep.Resend:
                    await Wait.ForAsync(async, RenewalRules.BeforeResend(_unknown), services.Time, ct).ConfigureAwait(false);
                    break;
                case NextStep.SignIn:
                    Log.RefreshTokenGivenUp(services.Logger, Account.LogName, failure.Error ?? "no usable response");
                    (_hasRefreshToken, _unknown) = (false, 0);
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

        var timeout = Account.Options.TokenRequestTimeout;

        if (!_hasRefreshToken)
        {
            var signIn = Grant.SignIn(Account.Options.GrantType, null);
            return services.Endpoint.RequestAsync(async, Account, signIn, context.Trace, timeout, ct);
        }

        var grant = Grant.Refresh(refreshToken!, null);
        return Account.CanSignIn
            ? services.Endpoint.RequestAsync(async, Account, grant, context.Trace, timeout, ct)
            : services.Endpoint.RequestAsync(
                async, Account, grant, context.Trace, TokenEndpoint.LongestRequest, Ct.None);
    }

    private void Count(SonetelAuthException failure)
    {
        _isUnspent &= !_hasRefreshToken || RenewalRules.LeavesUnspent(failure);
        _serverErrors = RenewalRules.IsServerError(failure) ? _serverErrors + 1 : 0;
        _unknown = failure.Outcome is TokenRequestOutcome.Unknown ? _unknown + 1 : 0;
    }

    // The rotated refresh token is in the store before anyone uses the new access token. A store that fails now is
    // written to until it has it.
    private async ValueTask<RenewalResult> KeepAsync(bool async, IssuedToken issued)
    {
        claim.End();
        var kept = issued.RefreshToken ?? (_hasRefreshToken ? refreshToken : null);
        var tokens = new TokenSet(issued.AccessToken, kept, issued.SentAt, claim.Generation + 1)
        {
            Credentials = Account.Credentials,
        };
        var writer = RowWriter.ForResult(Account, services, tokens, basis, claim.Generation);
        await writer.StartAsync(async).ConfigureAwait(false);
        Known = Known.After(writer) with { Newest = tokens, Refusals = 0, RefusedRefreshToken = null };

        return new RenewalResult
        {
            Snapshot = new TokenSnapshot(
                tokens.AccessToken, tokens.RefreshToken, services.TimesOf(issued, Account.Options)),
            Tokens = tokens,
            IsIssued = true,
            Store = Known,
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
            Known = Known with { Refusals = Math.Max(Known.Refusals, refusals) };
        }
        else if (isRefusal)
        {
            Known = Known with { Refusals = Known.Refusals + 1, RefusedRefreshToken = refreshToken };
        }

        await GiveBackAsync(async, refusals).ConfigureAwait(false);
        return new RenewalResult { Failure = failure, IsRefusal = countsAsRefusal, Store = Known };
    }

    // An account that can sign in gives its refresh token back only if the endpoint surely did not use it.
    private async ValueTask GiveBackAsync(bool async, int refusals)
    {
        var isKept = !Account.CanSignIn || _isUnspent;
        var given = basis with { RefreshToken = isKept ? refreshToken : null, Renewer = null, Refusals = refusals };
        var writer = RowWriter.ForGivingBack(Account, services, given, claim.Renewer, claim.Generation);
        await writer.StartAsync(async).ConfigureAwait(false);

        // A refresh token that may be spent must not come back when the store forgets the row.
        var newest = isKept ? Known.Newest : Known.Newest?.WithoutRefreshToken();
        Known = Known.After(writer) with { Newest = newest };
    }
}
