using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Starts and completes renewals, one at a time.</summary>
internal sealed partial class TokenManager
{
    private void StartAhead(bool async)
    {
        lock (_gate)
        {
            var now = Now;

            // Checked again under the lock: a renewal may have completed or failed since the caller's check.
            if (!_state.IsClosed && !_state.IsFresh(now) && _state.MayTry(now))
            {
                Start(async, _state.IsSuspect ? RenewalCause.Refused : RenewalCause.Ahead);
            }
        }
    }

    // The renewal captures no execution context, because it does not belong to the caller that starts it.
    private PendingRenewal Start(bool async, RenewalCause cause, TokenTypeHint? revoked = null)
    {
        if (!async && !_state.ServesBlockingCallers)
        {
            _state = _state with { ServesBlockingCallers = true };
        }

        if (_pending is { } on)
        {
            return on;
        }

        var pending = new PendingRenewal(_services.Scheduler) { Trace = TokenRequestTrace.OfRenewal(NameOf(cause)) };
        pending.Start(async && !_state.ServesBlockingCallers, onPool => RunAsync(onPool, pending, cause, revoked));

        // Only once it is started, because nobody could end it otherwise. It cannot complete before, which takes the
        // lock.
        _pending = pending;
        return pending;
    }

    private async Task RunAsync(bool async, PendingRenewal pending, RenewalCause cause, TokenTypeHint? revoked)
    {
        ReadOptions();
        var context = new RenewalContext(_state, cause)
        {
            Trace = pending.Trace,
            Renewer = _renewer.ToString("x16", CultureInfo.InvariantCulture),
            Revoked = revoked,
        };
        var result = await new Renewal(context, _services).RunAsync(async, pending.Ct).ConfigureAwait(false);
        RenewalResult completed;
        TimeSpan? pause;
        LogLevel? level;

        lock (_gate)
        {
            completed = Complete(context, result, out pause);
            level = LevelOf(context, completed, pause);

            // The user's token client may not support synchronous sends. Later renewals run asynchronously on the pool
            // again, until the next caller that blocks, so that one does not make asynchronous callers fail.
            if (!async && !result.IsStoreAway && completed.Failure is { TokenEndpointStatusCode: null })
            {
                _state = _state with { ServesBlockingCallers = false };
            }
        }

        // No foreign code, such as a logger, runs under the lock: it may throw or block.
        pending.Complete(completed);
        LogResult(level, context, completed, pause);
    }

    // The options monitor raises no change event for an account that is known only at run time, so each renewal reads
    // the options again.
    private void ReadOptions()
    {
        try
        {
            // Discarded: the renewal that Apply returns for cancellation is the one that runs here.
            var before = Settings;
            _ = Apply(_services.Options.Get(before.Name), startsAfresh: false, onlyOver: before);
        }
        catch (Exception e)
        {
            // The account keeps its options. Only a validation message is logged, because a binder's may quote
            // a secret.
            Log.OptionsRefused(
                _services.Logger, Settings.LogName, e is OptionsValidationException ? e.Message : e.GetType().Name);
        }
    }

    // Runs under the lock.
    private RenewalResult Complete(RenewalContext context, RenewalResult result, out TimeSpan? pause)
    {
        pause = null;
        _pending = null;

        if (_state.IsClosed)
        {
            // The result is in the store or is still being written; CloseAsync waits for that.
            _state = _state with { Store = result.Store };
            return RenewalResult.Superseded with { Failure = RenewalErrors.Disposed(context.Account) };
        }

        // The options may have moved the account to another row meanwhile. Of the old one, only an undecided write is
        // kept.
        var isOfThisRow = context.Account.Key == _state.Settings.Key;

        if (!isOfThisRow)
        {
            KeepUndecided(result.Store.Unwritten);
        }

        if (context.Cause is RenewalCause.Revoked && result.Failure is null)
        {
            KeepUndecided(context.State.Store.Unwritten);
            _state = isOfThisRow ? _state.Forgotten(result.Store) : _state;
            return result with { Revocation = context };
        }

        // A failure with the old options says nothing about the new ones; a token of the old credentials is not used.
        var isStale = context.Account != _state.Settings
            && (result.Failure is not null || !context.Account.HasCredentialsOf(_state.Settings.Options));

        // A stale result's access token is never used, but its refresh token is, if the row is still the account's.
        if (isStale || result is { Snapshot: null, Failure: null })
        {
            _state = isOfThisRow ? _state with { Store = result.Store } : _state;
            return RenewalResult.Superseded;
        }

        return result.Failure is { } failure ? Fail(result, failure, out pause) : Keep(result, out pause);
    }

    private RenewalResult Keep(RenewalResult result, out TimeSpan? pause)
    {
        pause = null;
        var now = Now;

        // A token without a lifetime must not replace one that is still usable.
        if (now >= result.Snapshot!.Times.OutAt && _state.IsUsable(now))
        {
            return Fail(result, RenewalErrors.NoLifetime(Settings), out pause);
        }

        _state = _state.Renewed(result.Snapshot, result.Store);
        return result;
    }

    private RenewalResult Fail(RenewalResult result, SonetelAuthException failure, out TimeSpan? pause)
    {
        var (now, frequency) = (Now, _services.Time.TimestampFrequency);
        pause = null;

        if (result.IsReminder && _state.Failures is not null)
        {
            _state = _state.Looked(result.Store, now, frequency);
        }
        else
        {
            pause = PauseAfter(result, failure);
            _state = _state.Failed(failure, result.Store, pause.Value, now, frequency);
        }

        // Callers continue with the current token if it is usable, and otherwise receive the failure with the time of
        // the next try.
        var usable = _state.IsUsable(now) ? _state.Snapshot : null;
        return result with { Snapshot = usable, Failure = FailureAt(now), IsIssued = false };
    }

    private TimeSpan PauseAfter(RenewalResult result, SonetelAuthException failure)
    {
        var jitter = _services.Jitter.Next();

        // With a usable token the pause is longer, because many accounts would overload a store that has
        // just come back.
        if (result.IsStoreAway && !_state.IsUsable(Now))
        {
            return BackoffDelay.AfterStoreFailure(jitter);
        }

        return failure.IsTransient && !result.IsRefusal
            ? BackoffDelay.AfterFailure((_state.Failures?.Count ?? 0) + 1, failure.RetryAfter, Settings.Options, jitter)
            : BackoffDelay.AfterRefusal(result.Store.Refusals, failure.RetryAfter, Settings.Options, jitter);
    }

    // Its RetryAfter is the remaining pause, not the whole one.
    private SonetelAuthException FailureAt(long now)
    {
        var pause = _state.Failures!;
        var remaining = pause.Holds(now) ? _services.Time.GetElapsedTime(now, pause.Until) : TimeSpan.Zero;
        return pause.Failure!.Again(remaining);
    }

    private static RenewalCause CauseOf(AccountState state)
    {
        if (state.Snapshot.Token is null)
        {
            return RenewalCause.Cold;
        }

        return state.IsSuspect ? RenewalCause.Refused : RenewalCause.Expired;
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_state.IsClosed, typeof(ISonetelAuth));
}
