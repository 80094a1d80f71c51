using System.Globalization;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Starting and completing renewals: one at a time.</summary>
internal sealed partial class TokenManager
{
    /// <summary>A token that came in meanwhile, or the renewal to wait for: the one that is on, or a new one.</summary>
    /// <exception cref="SonetelAuthException">A pause holds; its failure, with the time that is left.</exception>
    private TokenSnapshot? Join(bool async, out PendingRenewal pending)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            var now = Now;
            pending = null!;

            if (_state.IsUsable(now))
            {
                return _state.Snapshot;
            }

            if (_pending is null && !_state.MayTry(now))
            {
                throw FailureAt(now);
            }

            pending = Start(async, CauseOf(_state));
            return null;
        }
    }

    private void StartAhead(bool async)
    {
        lock (_gate)
        {
            var now = Now;

            // A renewal that has failed since the caller looked leaves a pause.
            if (!_state.IsClosed && !_state.IsFresh(now) && _state.MayTry(now))
            {
                Start(async, _state.IsSuspect ? RenewalCause.Refused : RenewalCause.Ahead);
            }
        }
    }

    // No caller's execution context goes along: the renewal is everybody's.
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
        _pending = pending;
        pending.Start(async && !_state.ServesBlockingCallers, onPool => RunAsync(onPool, pending, cause, revoked));
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
        var completed = Complete(pending, context, result, out var pause);

        // A token client of the user's own may know no synchronous way: those who can wait for the other are not to
        // suffer for one who could not.
        if (!async && completed.Failure?.InnerException is NotSupportedException)
        {
            TrustPoolAgain();
        }

        pending.Complete(completed);
        TellOfResult(context, completed, pause);
    }

    // Nobody tells of a change to the options of an account that is known at run time only, so each renewal asks, and
    // uses what it is told.
    private void ReadOptions()
    {
        SonetelAuthOptions options;

        try
        {
            options = _services.Options.Get(Settings.Name);
        }
        catch (Exception e)
        {
            // The account lives on with the options that it has. What the binder says may quote a value.
            Log.OptionsRefused(
                _services.Logger, Settings.LogName, e is OptionsValidationException ? e.Message : e.GetType().Name);
            return;
        }

        // The renewal that asks is the one that would be cancelled.
        _ = Apply(options, startsAfresh: false);
    }

    // Nothing foreign runs in here, a logger least of all: it may throw, or take its time.
    private RenewalResult Complete(
        PendingRenewal pending, RenewalContext context, RenewalResult result, out TimeSpan? pause)
    {
        lock (_gate)
        {
            pause = null;
            _pending = null;

            if (_state.IsClosed)
            {
                // What was received is in the store, or on its way there: closing waits for that.
                _state = _state with { Store = result.Store };
                return RenewalResult.Superseded with { Failure = RenewalErrors.Disposed(context.Account) };
            }

            if (context.Cause is RenewalCause.Revoked && result.Failure is null)
            {
                Leave(context.State.Store.Unwritten);
                _state = IsOfThisRow(context, result) ? _state.Forgotten(result.Store) : _state;
                return result;
            }

            // A failure by old options says nothing of the new ones; a token by old credentials is not the account's.
            var isStale = context.Account != _state.Settings
                && (result.Failure is not null || !context.Account.HasCredentialsOf(_state.Settings.Options));

            // An access token by credentials that are no longer the account's is never used; a chain of refresh tokens goes on.
            if (isStale || result is { Snapshot: null, Failure: null })
            {
                _state = IsOfThisRow(context, result) ? _state with { Store = result.Store } : _state;
                return RenewalResult.Superseded;
            }

            return result.Failure is { } failure ? Fail(result, failure, out pause) : Keep(result, out pause);
        }
    }

    // Of another row, nothing is known any more but that a write to it may still be on.
    private bool IsOfThisRow(RenewalContext context, RenewalResult result)
    {
        var isOfThisRow = context.Account.Key == _state.Settings.Key;

        if (!isOfThisRow)
        {
            Leave(result.Store.Unwritten);
        }

        return isOfThisRow;
    }

    private RenewalResult Keep(RenewalResult result, out TimeSpan? pause)
    {
        pause = null;
        var now = Now;

        // A token without a lifetime must not displace one that is still good.
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
            var jitter = _services.Jitter.Next();
            var delay = failure.IsTransient && !result.IsRefusal
                ? BackoffDelay.AfterFailure(
                    (_state.Failures?.Count ?? 0) + 1, failure.RetryAfter, Settings.Options, jitter)
                : BackoffDelay.AfterRefusal(result.Store.Refusals, failure.RetryAfter, Settings.Options, jitter);
            _state = _state.Failed(failure, result.Store, delay, now, frequency);
            pause = delay;
        }

        // Callers learn when the next try is; where a token is left, they go on with it.
        var usable = _state.IsUsable(now) ? _state.Snapshot : null;
        return result with { Snapshot = usable, Failure = FailureAt(now), IsIssued = false };
    }

    // How long the endpoint is still to be left alone, not how long it was to be.
    private SonetelAuthException FailureAt(long now)
    {
        var pause = _state.Failures!;
        return pause.Failure!.Again(pause.Holds(now) ? _services.Time.GetElapsedTime(now, pause.Until) : TimeSpan.Zero);
    }

    private async ValueTask<RenewalResult> WaitInTimeAsync(PendingRenewal pending, bool async, long began, Ct ct)
    {
        var left = Settings.Options.TokenRequestTimeout - _services.Time.GetElapsedTime(began);

        try
        {
            return await pending.WaitAsync(async, left > TimeSpan.Zero ? left : TimeSpan.Zero, _services.Time, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw RenewalErrors.TimedOut(Settings);
        }
    }

    private void TrustPoolAgain()
    {
        lock (_gate)
        {
            _state = _state with { ServesBlockingCallers = false };
        }
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
