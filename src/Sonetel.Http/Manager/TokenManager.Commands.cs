namespace Sonetel.Http;

/// <summary>What is asked for by name rather than by a request: a new token, a revocation, new options, an end.</summary>
internal sealed partial class TokenManager
{
    /// <summary>Asks the endpoint now, back-off or not, after the flight that is on.</summary>
    public async Task<HeldToken> CreateAsync(TokenRequest? request, Ct ct)
    {
        if (_settings.IsStatic)
        {
            return _held;
        }

        while (true)
        {
            var (flight, isOurs) = LaunchIfNone(request ?? new TokenRequest());
            var landing = await flight.WaitAsync(async: true, ct).ConfigureAwait(false);

            if (!isOurs || landing is { Held: null, Failure: null })
            {
                continue;
            }

            return landing.Failure is { } failure ? throw failure.Again() : landing.Held!;
        }
    }

    /// <summary>Forgets the tokens here and in the store, then tells the server; the first two whatever becomes of the third.</summary>
    public async Task RevokeAsync(TokenTypeHint? hint, Ct ct)
    {
        if (_settings.IsStatic)
        {
            return;
        }

        var settings = _settings;
        var (revoked, storeFailure) = await ForgetAsync(await HoldFlightsAsync(ct).ConfigureAwait(false), hint).WaitAsync(ct).ConfigureAwait(false);

        if (revoked is not null && settings.Options.RevocationEndpoint is not null)
        {
            await _services.Endpoint.RevokeAsync(settings, revoked, hint, ct).ConfigureAwait(false);
        }

        if (storeFailure is not null)
        {
            throw storeFailure;
        }
    }

    /// <summary>Takes over new options. What was remembered of the old ones is cleared; a token got with other credentials is never used again.</summary>
    public void Change(SonetelAuthOptions options)
    {
        lock (_gate)
        {
            // A file that was saved again, or another section of it that changed, changes nothing here.
            if (_disposed || OptionsFingerprint.Whole(options) == OptionsFingerprint.Whole(_settings.Options))
            {
                return;
            }

            var before = _settings;
            _settings = before.With(options, _services.Time.GetUtcNow());
            (_failures, _refusals) = (default, default);

            if (!_settings.HasCredentialsOf(before.Options))
            {
                _held = TokenManagerServices.Initial(_settings);
                _flight?.Cancel();
            }
        }

        Log.OptionsChanged(_services.Logger, _settings.Name);
    }

    /// <summary>Ends the flight that is on, and gives it to wait for. One that carries the only refresh token there is goes on to its own end: to break it off
    /// may leave the account with a token that is spent.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            _disposed = true;
            _held = HeldToken.None;

            if (_settings.CanSignIn)
            {
                _flight?.Cancel();
            }

            return _flight?.Landed ?? Task.CompletedTask;
        }
    }

    private (Flight Flight, bool IsOurs) LaunchIfNone(TokenRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ISonetelAuth));
            return _flight is { } flight ? (flight, false) : (Launch(async: true, request), true);
        }
    }

    /// <summary>Waits for the flight that is on, and takes its place: one that landed after the revocation would bring back what was to be forgotten.</summary>
    private async ValueTask<Flight> HoldFlightsAsync(Ct ct)
    {
        while (true)
        {
            Flight? before;

            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, typeof(ISonetelAuth));
                before = _flight;

                if (before is null)
                {
                    var ours = new Flight(_settings);
                    _flight = ours;
                    return ours;
                }
            }

            try
            {
                await before.WaitAsync(async: true, ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // A host that stops waits no longer, but what it has here is not used again.
                Abandon(before);
                throw;
            }
        }
    }

    private void Abandon(Flight flight)
    {
        lock (_gate)
        {
            _held = HeldToken.None;

            if (_flight == flight)
            {
                flight.Cancel();
            }
        }
    }

    // Not to be cancelled by the caller: half a revocation is none. The store's own time limits hold.
    private async Task<(TokenSet? Revoked, SonetelAuthException? StoreFailure)> ForgetAsync(Flight flight, TokenTypeHint? hint)
    {
        var held = _held.Tokens;
        Forget(held, hint);

        try
        {
            var stored = await _services.Store.ForgetAsync(flight.Settings, held, hint, flight.Ct).ConfigureAwait(false);
            Forget(stored, hint);
            return (stored, null);
        }
        catch (SonetelAuthException e)
        {
            return (held, e);
        }
        catch (OperationCanceledException) when (flight.Ct.IsCancellationRequested)
        {
            return (held, null);
        }
        finally
        {
            flight.Land(Land(flight, default));
        }
    }

    // Without the access token, the refresh token is what the next one is got with.
    private void Forget(TokenSet? tokens, TokenTypeHint? hint)
    {
        lock (_gate)
        {
            _held = hint is TokenTypeHint.AccessToken && tokens is not null
                ? new HeldToken(tokens.WithoutAccess(), isNew: false, RenewalTimes.Past)
                : HeldToken.None;
        }
    }
}
