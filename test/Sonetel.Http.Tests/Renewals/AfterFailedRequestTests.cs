using System.Net;

namespace Sonetel.Http.Tests.Renewals;

/// <summary>Rules 3 and 7: what a renewal does after a token request failed.</summary>
public sealed class AfterFailedRequestTests
{
    private const TokenRequestOutcome NotSent = TokenRequestOutcome.NotSent;
    private const TokenRequestOutcome Refused = TokenRequestOutcome.Refused;
    private const TokenRequestOutcome Unavailable = TokenRequestOutcome.Unavailable;
    private const TokenRequestOutcome Throttled = TokenRequestOutcome.Throttled;
    private const TokenRequestOutcome Unknown = TokenRequestOutcome.Unknown;

    // outcome, status, Retry-After | may try again, server errors → with a refresh token, with a sign-in
    [TestCase(Refused, 400, null, true, 0, NextStep.SignIn, NextStep.GiveUp)]
    [TestCase(Refused, 200, null, true, 0, NextStep.SignIn, NextStep.GiveUp)]
    [TestCase(NotSent, null, null, true, 0, NextStep.TryAgainSoon, NextStep.TryAgainSoon)]
    [TestCase(NotSent, null, null, false, 0, NextStep.GiveUp, NextStep.GiveUp)]
    [TestCase(Unavailable, 408, null, true, 0, NextStep.TryAgainSoon, NextStep.TryAgainSoon)]
    [TestCase(Unavailable, 503, null, true, 1, NextStep.TryAgainSoon, NextStep.TryAgainSoon)]
    [TestCase(Unavailable, 503, 30, true, 1, NextStep.GiveUp, NextStep.GiveUp)]
    [TestCase(Unavailable, 503, null, false, 1, NextStep.GiveUp, NextStep.GiveUp)]
    [TestCase(Unavailable, 503, null, false, 2, NextStep.SignIn, NextStep.GiveUp)]
    [TestCase(Unavailable, 500, null, false, 2, NextStep.SignIn, NextStep.GiveUp)]
    [TestCase(Unavailable, 500, 30, true, 2, NextStep.SignIn, NextStep.GiveUp)]
    [TestCase(Unavailable, 408, null, false, 0, NextStep.GiveUp, NextStep.GiveUp)]
    [TestCase(Throttled, 429, null, true, 0, NextStep.GiveUp, NextStep.GiveUp)]
    [TestCase(Unknown, 502, null, true, 1, NextStep.SignIn, NextStep.GiveUp)]
    [TestCase(Unknown, null, null, true, 0, NextStep.SignIn, NextStep.GiveUp)]
    public void An_account_that_can_sign_in(
        object outcome, int? status, int? retryAfter, bool mayTryAgain, int serverErrors, object withRefreshToken, object withSignIn)
    {
        var failure = Failure((TokenRequestOutcome)outcome, status, retryAfter);
        var progress = new RenewalProgress(CanSignIn: true, IsRefresh: true, mayTryAgain, serverErrors, Unknown: 1, TimeSpan.Zero);

        Assert.That(RenewalRules.After(failure, progress), Is.EqualTo(withRefreshToken));
        Assert.That(RenewalRules.After(failure, progress with { IsRefresh = false }), Is.EqualTo(withSignIn));
    }

    [TestCase(Refused, 400, true, 0, 0, 0, NextStep.GiveUp)]
    [TestCase(NotSent, null, true, 0, 0, 0, NextStep.TryAgainSoon)]
    [TestCase(Unavailable, 503, true, 1, 0, 0, NextStep.TryAgainSoon)]
    [TestCase(Unavailable, 503, false, 2, 0, 0, NextStep.GiveUp)]
    [TestCase(Throttled, 429, true, 0, 0, 0, NextStep.GiveUp)]
    [TestCase(Unknown, 504, true, 1, 1, 0, NextStep.Resend)]
    [TestCase(Unknown, null, true, 0, 4, 29, NextStep.Resend)]
    [TestCase(Unknown, null, true, 0, 5, 0, NextStep.GiveUp)]
    [TestCase(Unknown, null, true, 0, 1, 30, NextStep.GiveUp)]
    public void An_account_that_has_only_its_refresh_token(
        object outcome, int? status, bool mayTryAgain, int serverErrors, int unknown, int elapsed, object next)
    {
        var failure = Failure((TokenRequestOutcome)outcome, status, null);
        var progress = new RenewalProgress(CanSignIn: false, IsRefresh: true, mayTryAgain, serverErrors, unknown, TimeSpan.FromSeconds(elapsed));

        Assert.That(RenewalRules.After(failure, progress), Is.EqualTo(next));
    }

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(3, 2)]
    [TestCase(4, 4)]
    public void The_same_refresh_token_is_sent_again_at_once_and_then_ever_later(int unknown, double seconds) =>
        Assert.That(RenewalRules.BeforeResend(unknown).TotalSeconds, Is.EqualTo(seconds));

    [TestCase(NotSent, null, true)]
    [TestCase(Unavailable, 503, true)]
    [TestCase(Unavailable, 500, false)]
    [TestCase(Unavailable, 408, false)]
    [TestCase(Throttled, 429, false)]
    [TestCase(Unknown, null, false)]
    [TestCase(Unknown, 504, false)]
    [TestCase(Refused, 400, false)]
    public void A_refresh_token_is_surely_unspent_if_it_was_never_sent_or_met_a_503(object outcome, int? status, bool unspent) =>
        Assert.That(RenewalRules.LeavesUnspent(Failure((TokenRequestOutcome)outcome, status, null)), Is.EqualTo(unspent));

    // outcome, status → server errors and unknown outcomes in a row, after one of each
    [TestCase(Unavailable, 503, 2, 0)]
    [TestCase(Unavailable, 408, 0, 0)]
    [TestCase(Unknown, 502, 2, 2)]
    [TestCase(Unknown, null, 0, 2)]
    [TestCase(NotSent, null, 0, 0)]
    public void Server_errors_and_unknown_outcomes_are_counted_in_a_row(object outcome, int? status, int serverErrors, int unknown)
    {
        var before = new RenewalProgress(CanSignIn: true, IsRefresh: true, MayTryAgain: true, ServerErrors: 1, Unknown: 1, TimeSpan.Zero);

        var after = before.After(Failure((TokenRequestOutcome)outcome, status, null), TimeSpan.FromSeconds(7));

        Assert.That(after, Is.EqualTo(before with { ServerErrors = serverErrors, Unknown = unknown, Elapsed = TimeSpan.FromSeconds(7) }));
    }

    [TestCase(500, true)]
    [TestCase(503, true)]
    [TestCase(499, false)]
    [TestCase(null, false)]
    public void A_5xx_of_the_renewal_before_counts(int? status, bool counts)
    {
        var failures = new Backoff(1, 0, Failure(Unavailable, status, null));

        Assert.That((RenewalRules.WasServerError(failures), RenewalRules.WasServerError(null)), Is.EqualTo((counts, false)));
    }

    private static SonetelAuthException Failure(TokenRequestOutcome outcome, int? status, int? retryAfter) => new("no")
    {
        Outcome = outcome,
        IsTransient = outcome is not TokenRequestOutcome.Refused,
        TokenEndpointStatusCode = (HttpStatusCode?)status,
        RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };
}
