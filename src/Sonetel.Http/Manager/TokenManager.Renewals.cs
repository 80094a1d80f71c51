using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Starting and result renewals: one at a time.</summary>
internal sealed partial class TokenManager
{
    /// <summary>The pending that is on, or a new one; no pending where a token came in meanwhile, or where the last failure still holds.</summary>
    private PendingRenewal Join(bool async, bool unlessFresh)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ISonetelAuth));
            _servesSynchronousCallers |= !async;

            if (_pending is { } pending)
            {
                return pending;
            }

            var now = _services.Time.GetTimestamp();

            if (unlessFresh ? _held.IsFresh(now) : _held.IsUsable(now))
            {
                return PendingRenewal.Completed(_settings, new RenewalResult(_held, null));
            }

            return _failures.Holds(now)
                ? PendingRenewal.Completed(_settings, new RenewalResult(null, _failures.FailureAt(now, _services.Time)))
                : StartRenewal(async, request: null);
        }
    }

    private PendingRenewal StartRenewal(bool async, TokenRequest? request)
    {
        var pending = new PendingRenewal(_settings);
        _pending = pending;
        var order = new RenewalContext(pending.Settings, _held, request);

        // No caller's execution context goes along: the pending is everybody's.
        pending.Start(async && !_servesSynchronousCallers, onPool => RunAsync(onPool, pending, order));
        return pending;
    }

    private async Task RunAsync(bool async, PendingRenewal pending, RenewalContext order)
    {
        var result = Complete(pending, await RenewAsync(async, pending, order).ConfigureAwait(false), order.IsCallersOwn);

        // A token client of the user's own may know no synchronous way: those who can wait for the other are not to suffer for one who could not.
        if (!async && result.Failure?.InnerException is NotSupportedException)
        {
            _servesSynchronousCallers = false;
        }

        pending.Complete(result);

        if (result is { Failure: { } failure, Backoff: { } backoff })
        {
            Log.TokenRequestFailed(_services.Logger, pending.Settings.Name, failure.Message, backoff);
        }
    }

    private async ValueTask<Renewal> RenewAsync(bool async, PendingRenewal pending, RenewalContext order)
    {
        try
        {
            ReadOptions(pending.Settings);
            return _settings != pending.Settings ? default : await _services.Renewer.RenewAsync(async, order, _services.Store, pending.Ct).ConfigureAwait(false);
        }
        catch (SonetelAuthException e)
        {
            return new Renewal(null, e, false);
        }
        catch (OperationCanceledException) when (pending.Ct.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception e)
        {
            return new Renewal(null, new SonetelAuthException($"{AccountName.Describe(pending.Settings.Name)}: the token request failed before it was sent.", e) { IsTransient = true }, false);
        }
    }

    // Nobody tells of a change to the options of an account that is known at run time only, so each token request asks.
    private void ReadOptions(AccountSettings settings)
    {
        SonetelAuthOptions options;

        try
        {
            options = _services.Options.Get(settings.Name);
        }
        catch (Exception e)
        {
            // The account lives on with the options that it has. What the binder says may quote a value.
            Log.OptionsRefused(_services.Logger, settings.Name, e is OptionsValidationException ? e.Message : e.GetType().Name);
            return;
        }

        if (options != settings.Options)
        {
            Change(options);
        }
    }

    // Nothing foreign runs in here, a logger least of all: it may throw, or take its time.
    private RenewalResult Complete(PendingRenewal pending, Renewal renewal, bool isCallersOwn)
    {
        lock (_gate)
        {
            _pending = null;
            pending.Dispose();

            if (_disposed)
            {
                return new RenewalResult(null, new SonetelAuthException($"{AccountName.Describe(pending.Settings.Name)}: the service provider was disposed.") { IsTransient = true });
            }

            // Got with credentials that are no longer the account's: never used. A failure under other options says nothing of these.
            if ((pending.Settings != _settings && (renewal.Held is null || !pending.Settings.HasCredentialsOf(_settings.Options))) || renewal is { Held: null, Failure: null })
            {
                // Under whatever options it was spent, it is spent.
                _held = renewal.RefreshTokenIsSpent && pending.Settings.HasCredentialsOf(_settings.Options) ? _held.WithoutRefreshToken() : _held;
                return RenewalResult.Superseded;
            }

            return renewal.Failure is { } failure ? Fail(failure, isCallersOwn, renewal.RefreshTokenIsSpent) : Keep(renewal.Held!, isCallersOwn);
        }
    }

    private RenewalResult Keep(TokenSnapshot renewed, bool isCallersOwn)
    {
        var now = _services.Time.GetTimestamp();

        // A token without a lifetime must not displace one that is still good.
        if (!renewed.IsUsable(now) && _held.IsUsable(now))
        {
            return Fail(new SonetelAuthException($"{AccountName.Describe(_settings.Name)}: the endpoint gave a token that is already out.") { IsTransient = true }, isCallersOwn, spent: false, renewed);
        }

        _previous = _held.Tokens?.AccessToken.Value;
        _held = renewed;
        _failures = default;
        return new RenewalResult(renewed, null);
    }

    private RenewalResult Fail(SonetelAuthException failure, bool isCallersOwn, bool spent, TokenSnapshot? unusable = null)
    {
        var now = _services.Time.GetTimestamp();

        // An endpoint that is down or throttles is so for everybody.
        var concernsAll = !isCallersOwn || failure.IsTransient;
        var backoff = concernsAll ? PauseAfter(failure, now) : (TimeSpan?)null;

        if (spent)
        {
            _held = _held.WithoutRefreshToken();
        }
        else if (unusable is not null)
        {
            // Its access token is no good, but a refresh token that rotated with it is the only one left.
            _held = _held.WithRefreshTokenOf(unusable);
        }

        return new RenewalResult(_held.IsUsable(now) ? _held : null, failure) { Backoff = backoff, IsCallersOwn = !concernsAll };
    }

    private TimeSpan PauseAfter(SonetelAuthException failure, long now)
    {
        var backoff = BackoffDelay.After(_failures.Count + 1, failure, _settings.Options, Random.Shared.NextDouble());
        _failures = _failures.Next(now, backoff, failure, _services.Time);
        _held = failure.IsTransient ? _held.Restored() : _held;
        return backoff;
    }
}
