namespace Sonetel.Http;

/// <summary>What a renewal has tried so far.</summary>
/// <param name="CanSignIn">Whether the account can sign in without a refresh token.</param>
/// <param name="IsRefresh">Whether the last request carried a refresh token.</param>
/// <param name="MayTryAgain">Whether the one quick second try is still to be had.</param>
/// <param name="ServerErrors">How many responses in a row were a 5xx, those of the renewal before included.</param>
/// <param name="Unknown">How many outcomes in a row are unknown.</param>
/// <param name="Elapsed">How long ago the first request was sent.</param>
internal readonly record struct RenewalProgress(
    bool CanSignIn, bool IsRefresh, bool MayTryAgain, int ServerErrors, int Unknown, TimeSpan Elapsed)
{
    public static RenewalProgress Begin(bool canSignIn, bool isRefresh, Backoff? failures) => new(
        canSignIn,
        isRefresh,
        MayTryAgain: failures is null,
        ServerErrors: RenewalRules.WasServerError(failures) ? 1 : 0,
        Unknown: 0,
        Elapsed: TimeSpan.Zero);

    public RenewalProgress After(SonetelAuthException failure, TimeSpan elapsed) => this with
    {
        ServerErrors = RenewalRules.IsServerError(failure) ? ServerErrors + 1 : 0,
        Unknown = failure.Outcome is TokenRequestOutcome.Unknown ? Unknown + 1 : 0,
        Elapsed = elapsed,
    };
}
