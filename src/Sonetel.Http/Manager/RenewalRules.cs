using System.Net;

namespace Sonetel.Http;

/// <summary>
/// What a renewal does after a token request failed (rules 3 and 7 of the design). Pure functions of their parameters.
/// </summary>
internal static class RenewalRules
{
    /// <summary>
    /// How often a refresh token whose outcome is unknown is sent in one renewal, where there is nothing else to send.
    /// </summary>
    private const int MostUnknown = 5;

    private static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(30);

    public static NextStep After(SonetelAuthException failure, in RenewalProgress progress)
    {
        if (!failure.IsTransient)
        {
            return progress is { CanSignIn: true, IsRefresh: true } ? NextStep.SignIn : NextStep.GiveUp;
        }

        if (failure.Outcome is TokenRequestOutcome.Unknown)
        {
            return AfterUnknown(progress);
        }

        // One 503 is no outage; a throttle is never tried again at once.
        if (progress.MayTryAgain && IsKnown(failure) && failure.RetryAfter is null)
        {
            return NextStep.TryAgainSoon;
        }

        return IsServerError(failure) && progress is { CanSignIn: true, IsRefresh: true, ServerErrors: > 1 }
            ? NextStep.SignIn
            : NextStep.GiveUp;
    }

    /// <summary>
    /// How long to wait before the same refresh token is sent again, whose last outcome is unknown. The first time it
    /// is sent at once.
    /// </summary>
    /// <param name="unknown">How many outcomes in a row are unknown.</param>
    public static TimeSpan BeforeResend(int unknown) =>
        unknown <= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(0.25 * Math.Pow(2, unknown));

    /// <summary>Whether the endpoint surely did not use the refresh token.</summary>
    public static bool LeavesUnspent(SonetelAuthException failure) =>
        failure.Outcome is TokenRequestOutcome.NotSent
            || failure.TokenEndpointStatusCode is HttpStatusCode.ServiceUnavailable;

    public static bool WasServerError(Backoff? failures) => failures?.Failure is { } failure && IsServerError(failure);

    public static bool IsServerError(SonetelAuthException failure) => (int?)failure.TokenEndpointStatusCode >= 500;

    // The token may be spent: an account that can sign in does, and one that cannot has nothing to lose by sending it
    // again.
    private static NextStep AfterUnknown(in RenewalProgress progress)
    {
        if (!progress.IsRefresh)
        {
            return NextStep.GiveUp;
        }

        if (progress.CanSignIn)
        {
            return NextStep.SignIn;
        }

        return progress.Unknown < MostUnknown && progress.Elapsed < LongestUnknown ? NextStep.Resend : NextStep.GiveUp;
    }

    private static bool IsKnown(SonetelAuthException failure) =>
        failure.Outcome is TokenRequestOutcome.NotSent or TokenRequestOutcome.Unavailable;
}
