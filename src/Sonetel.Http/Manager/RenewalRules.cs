using System.Net;

namespace Sonetel.Http;

/// <summary>
/// Decides what a renewal does after a failed token request (rules 3 and 7 of the design). Pure functions.
/// </summary>
internal static class RenewalRules
{
    // How often one renewal sends the only refresh token while the outcomes are unknown.
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

        // A single 503 is no outage and is retried once. A throttled request is never retried at once.
        if (progress.MayTryAgain && IsKnown(failure) && failure.RetryAfter is null)
        {
            return NextStep.TryAgainSoon;
        }

        return IsServerError(failure) && progress is { CanSignIn: true, IsRefresh: true, ServerErrors: > 1 }
            ? NextStep.SignIn
            : NextStep.GiveUp;
    }

    /// <summary>
    /// The pause before the same refresh token is sent again after an unknown outcome; zero the first time.
    /// </summary>
    /// <param name="unknown">The number of unknown outcomes in a row.</param>
    public static TimeSpan BeforeResend(int unknown) =>
        unknown <= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(0.25 * Math.Pow(2, unknown));

    /// <summary>Whether the endpoint certainly did not use the refresh token.</summary>
    public static bool LeavesUnspent(SonetelAuthException failure) =>
        failure.Outcome is TokenRequestOutcome.NotSent
            || failure.TokenEndpointStatusCode is HttpStatusCode.ServiceUnavailable;

    public static bool WasServerError(Backoff? failures) => failures?.Failure is { } failure && IsServerError(failure);

    public static bool IsServerError(SonetelAuthException failure) => (int?)failure.TokenEndpointStatusCode >= 500;

    // The refresh token may have been used. An account that can sign in does so; one that cannot loses nothing by
    // sending the token again.
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
