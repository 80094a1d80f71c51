namespace Sonetel.Http;

/// <summary>Starting and landing renewals: one at a time.</summary>
internal sealed partial class TokenManager
{
    /// <summary>The flight that is on, or a new one; no flight where a token came in meanwhile, or where the last failure still holds.</summary>
    private Flight Join(bool async, bool unlessFresh)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ISonetelAuth));

            if (_flight is { } flight)
            {
                return flight;
            }

            var now = _services.Time.GetTimestamp();

            if (unlessFresh ? _held.IsFresh(now) : _held.IsUsable(now))
            {
                return Flight.AlreadyLanded(_settings, new Landing(_held, null));
            }

            return _failures.Holds(now)
                ? Flight.AlreadyLanded(_settings, new Landing(null, _failures.Failure))
                : Launch(async, request: null);
        }
    }

    private Flight Launch(bool async, TokenRequest? request)
    {
        var flight = new Flight(_settings);
        _flight = flight;
        var order = new RenewalOrder(flight.Settings, _held, request);

        // No caller's execution context goes along: the flight is everybody's. A synchronous caller's flight runs on a thread of its own, because
        // the pool's may all be blocked by callers that wait for it.
        if (async)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.manager.FlyAsync(async: true, state.flight, state.order), (manager: this, flight, order), preferLocal: false);
        }
        else
        {
            new Thread(() => _ = FlyAsync(async: false, flight, order)) { IsBackground = true, Name = "Sonetel.Http token request" }.UnsafeStart();
        }

        return flight;
    }

    private async Task FlyAsync(bool async, Flight flight, RenewalOrder order)
    {
        Renewal renewal;

        try
        {
            renewal = await _services.Renewer.RenewAsync(async, order, _services.Store, flight.Ct).ConfigureAwait(false);
        }
        catch (SonetelAuthException e)
        {
            renewal = new Renewal(null, e, false);
        }
        catch (OperationCanceledException) when (flight.Ct.IsCancellationRequested)
        {
            renewal = default;
        }
        catch (Exception e)
        {
            renewal = new Renewal(null, new SonetelAuthException($"{AccountName.Describe(flight.Settings.Name)}: the token request failed before it was sent.", e) { IsTransient = true }, false);
        }

        flight.Land(Land(flight, renewal));
    }

    private Landing Land(Flight flight, Renewal renewal)
    {
        lock (_gate)
        {
            _flight = null;
            flight.Dispose();

            if (_disposed)
            {
                return new Landing(null, new SonetelAuthException($"{AccountName.Describe(flight.Settings.Name)}: the service provider was disposed.") { IsTransient = true });
            }

            // Got with credentials that are no longer the account's: never used.
            if (flight.Settings.Credentials != _settings.Credentials || renewal is { Held: null, Failure: null })
            {
                return Landing.Overtaken;
            }

            return renewal.Failure is { } failure ? Fail(failure, renewal.RefreshTokenIsSpent) : Keep(renewal.Held!);
        }
    }

    private Landing Keep(HeldToken renewed)
    {
        var now = _services.Time.GetTimestamp();

        // A token without a lifetime must not displace one that is still good.
        if (!renewed.IsUsable(now) && _held.IsUsable(now))
        {
            return Fail(new SonetelAuthException($"{AccountName.Describe(_settings.Name)}: the endpoint gave a token that is already out.") { IsTransient = true }, spent: false, renewed);
        }

        _held = renewed;
        _failures = default;
        return new Landing(renewed, null);
    }

    private Landing Fail(SonetelAuthException failure, bool spent, HeldToken? unusable = null)
    {
        var now = _services.Time.GetTimestamp();
        var backoff = Backoff.After(_failures.Count + 1, failure, _settings.Options, Random.Shared.NextDouble());
        _failures = _failures.Next(now, backoff, failure, _services.Time);

        if (spent)
        {
            _held = _held.WithoutRefreshToken();
        }
        else if (unusable is not null)
        {
            // Its access token is no good, but a refresh token that rotated with it is the only one left.
            _held = _held.WithRefreshTokenOf(unusable);
        }

        Log.TokenRequestFailed(_services.Logger, _settings.Name, failure.Message, backoff);
        return new Landing(null, failure);
    }
}
