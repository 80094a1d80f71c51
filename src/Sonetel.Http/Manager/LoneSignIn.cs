namespace Sonetel.Http;

/// <summary>
/// A renewal without the store: an account that can sign in does so for this process alone. It uses no refresh token
/// and writes nothing.
/// </summary>
internal sealed class LoneSignIn(RenewalContext context, TokenServices services, AccountRow row, Backoff? failures)
{
    private AccountSettings Account => context.Account;

    /// <param name="async">Whether the caller awaits; otherwise its thread blocks.</param>
    /// <param name="cause">Why the store is not used.</param>
    /// <param name="ct">Cancels the token request.</param>
    public async ValueTask<RenewalResult> RunAsync(bool async, Exception? cause, Ct ct)
    {
        var now = services.Time.GetTimestamp();

        if (!IsAllowed(now))
        {
            return Failed(RenewalErrors.StoreUnreachable(Account, cause)) with { IsStoreAway = true };
        }

        if (!context.IgnoresRefusals && context.State.RefusalAt(now) is { } refusal)
        {
            return Failed(refusal) with { IsReminder = true };
        }

        var progress = RenewalProgress.Begin(Account.CanSignIn, isRefresh: false, failures);

        while (true)
        {
            try
            {
                return Keep(await RequestAsync(async, ct).ConfigureAwait(false));
            }
            catch (SonetelAuthException e) when (RenewalRules.After(e, progress) is not NextStep.TryAgainSoon)
            {
                // After a first refusal, an unknown outcome counts as another one.
                var isRefusal = !e.IsTransient || (e.Outcome is TokenRequestOutcome.Unknown && row.Known.Refusals > 0);
                row.Known = row.Known with { Refusals = row.Known.Refusals + (isRefusal ? 1 : 0) };
                return Failed(e) with { IsRefusal = isRefusal };
            }
            catch (SonetelAuthException)
            {
                progress = progress with { MayTryAgain = false };
                await Wait.ForAsync(async, services.QuickPause(), services.Time, ct).ConfigureAwait(false);
            }
        }
    }

    private bool IsAllowed(long now) =>
        Account.CanSignIn
        && !Account.Options.RequireTokenStore
        && (context.IsAsked || !context.State.IsUsable(now));

    private ValueTask<IssuedToken> RequestAsync(bool async, Ct ct)
    {
        var grant = Grant.SignIn(Account.Options.GrantType, null);
        var limit = Account.Options.TokenRequestTimeout;
        return services.Endpoint.RequestAsync(async, Account, grant, context.Trace, limit, ct);
    }

    private RenewalResult Keep(IssuedToken issued) => new(row.Known)
    {
        Snapshot = new TokenSnapshot(issued.AccessToken, services.TimesOf(issued, Account.Options)),
        Tokens = issued.ToTokenSet(issued.RefreshToken, generation: 0, Account.Credentials),
        IsIssued = true,
    };

    private RenewalResult Failed(SonetelAuthException failure) => new(row.Known) { Failure = failure };
}
