using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>The account's metrics, and one warning per incident.</summary>
internal sealed partial class TokenManager
{
    private IncidentStage _stage;

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

    // A failure is logged as a warning when an incident begins, and again when the token expires during it; any
    // other at Debug. Decided under the lock, because the next renewal may end before this one is logged.
    private LogLevel? LevelOf(RenewalContext context, RenewalResult result, TimeSpan? pause)
    {
        var hasToken = result.Snapshot is not null;

        if (result.Failure is null && hasToken && _stage is not IncidentStage.None)
        {
            _stage = IncidentStage.None;
            return LogLevel.Information;
        }

        if (pause is null)
        {
            return null;
        }

        var before = context.State.Failures is null ? IncidentStage.None : _stage;
        var stage = hasToken ? IncidentStage.RenewalsFail : IncidentStage.NoToken;
        _stage = stage > before ? stage : before;
        return stage > before ? LogLevel.Warning : LogLevel.Debug;
    }

    private void LogResult(LogLevel? level, RenewalContext context, RenewalResult result, TimeSpan? pause)
    {
        var account = context.Account.LogName;

        if (level is { } failed && result.Failure is { } failure)
        {
            var situation = result.Snapshot is null ? "has none" : "continues with the one it has";
            Log.TokenRequestFailed(_services.Logger, failed, account, situation, pause!.Value, failure.Message);
        }
        else if (level is not null)
        {
            Log.TokenRequestsRecovered(_services.Logger, account);
        }
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
