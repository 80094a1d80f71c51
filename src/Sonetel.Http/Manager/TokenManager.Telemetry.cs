using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>What the account shows of itself: metrics, the spans of waits, and one warning per incident.</summary>
internal sealed partial class TokenManager
{
    // Written by the one renewal that is on.
    private IncidentStage _told;

    public Telemetry Telemetry => _services.Telemetry;

    /// <summary>How long the token is still good; null where there is none, or one that never ends.</summary>
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

    // The counter's listeners are foreign, so they run outside of the lock.
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

    // A failure is a warning when an incident begins and when the token runs out meanwhile; further ones are details.
    private void TellOfResult(RenewalContext context, RenewalResult result, TimeSpan? pause)
    {
        var account = context.Account.LogName;

        if (result.Failure is { } failure)
        {
            if (pause is { } backoff)
            {
                var hasToken = result.Snapshot is not null;
                var level = LevelOf(context, hasToken);
                var situation = hasToken ? "goes on with the one it has" : "has none";
                Log.TokenRequestFailed(_services.Logger, level, account, situation, backoff, failure.Message);
            }
        }
        else if (result.Snapshot is not null && _told is not IncidentStage.None)
        {
            _told = IncidentStage.None;
            Log.TokenRequestsRecovered(_services.Logger, account);
        }
    }

    private LogLevel LevelOf(RenewalContext context, bool hasToken)
    {
        var before = context.State.Failures is null ? IncidentStage.None : _told;
        var stage = hasToken ? IncidentStage.RenewalsFail : IncidentStage.NoToken;
        _told = stage > before ? stage : before;
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
