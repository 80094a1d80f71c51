using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>The account's metrics, the spans of its waiting callers, and one warning per incident.</summary>
internal sealed partial class TokenManager
{
    // Written by the pending renewal only, and there is one at a time.
    private IncidentStage _loggedStage;

    public Telemetry Telemetry => _services.Telemetry;

    /// <summary>The time until the token expires; null if there is no token, or it never expires.</summary>
    public TimeSpan? GetRemaining()
    {
        var state = _state;
        var endsAt = state.Snapshot.Times.EndsAt;

        if (state.IsClosed || endsAt is long.MinValue or long.MaxValue)
        {
            return null;
        }

        var remaining = _services.Time.GetElapsedTime(Now, endsAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    // The counter calls its listeners, which are foreign code, so it is incremented outside of the lock.
    private TokenSnapshot? JoinOrFailFast(bool async, out PendingRenewal pending)
    {
        try
        {
            return Join(async, out pending);
        }
        catch (SonetelAuthException)
        {
            Telemetry.FailedFast();
            throw;
        }
    }

    private async ValueTask<RenewalResult> WaitForAsync(PendingRenewal pending, bool async, long began, Ct ct)
    {
        var (beganAt, from) = (_services.Time.GetUtcNow(), Now);
        var errorType = ErrorTypes.Other;

        try
        {
            var result = await WaitInTimeAsync(pending, async, began, ct).ConfigureAwait(false);
            errorType = result is { Snapshot: null, Failure: { } failure } ? KnownErrorCodes.TypeOf(failure) : null;
            return result;
        }
        finally
        {
            var took = _services.Time.GetElapsedTime(from);
            Telemetry.Waited(took);
            pending.Trace.AddWait(beganAt, took, errorType);
        }
    }

    // A failure is logged as a warning when an incident begins, and again when the token expires during it; any
    // other at Debug.
    private void LogResult(RenewalContext context, RenewalResult result, TimeSpan? pause)
    {
        var account = context.Account.LogName;

        if (result.Failure is { } failure)
        {
            if (pause is { } backoff)
            {
                var hasToken = result.Snapshot is not null;
                var level = LevelOf(context, hasToken);
                var situation = hasToken ? "continues with the one it has" : "has none";
                Log.TokenRequestFailed(_services.Logger, level, account, situation, backoff, failure.Message);
            }
        }
        else if (result.Snapshot is not null && _loggedStage is not IncidentStage.None)
        {
            _loggedStage = IncidentStage.None;
            Log.TokenRequestsRecovered(_services.Logger, account);
        }
    }

    private LogLevel LevelOf(RenewalContext context, bool hasToken)
    {
        var before = context.State.Failures is null ? IncidentStage.None : _loggedStage;
        var stage = hasToken ? IncidentStage.RenewalsFail : IncidentStage.NoToken;
        _loggedStage = stage > before ? stage : before;
        return stage > before ? LogLevel.Warning : LogLevel.Debug;
    }

    private static string NameOf(RenewalCause cause) => cause switch
    {
        RenewalCause.Cold => "cold",
        RenewalCause.Ahead => "ahead",
        RenewalCause.Expired => "expired",
        RenewalCause.Refused => "refused",
        RenewalCause.Revoked => "revoked",
        _ => "asked",
    };
}
