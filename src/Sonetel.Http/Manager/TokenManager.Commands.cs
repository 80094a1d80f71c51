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

            return landing.Held ?? throw landing.Failure!.Again();
        }
    }

    public async Task RevokeAsync(TokenTypeHint? hint, Ct ct)
    {
        if (_settings.IsStatic)
        {
            return;
        }

        // A flight that lands after the revocation would bring back what was to be forgotten.
        while (_flight is { } flight)
        {
            await flight.WaitAsync(async: true, ct).ConfigureAwait(false);
        }

        var settings = _settings;
        var tokens = _held.Tokens ?? await _services.Store.GetAsync(async: true, settings, ct).ConfigureAwait(false);
        Forget(hint, tokens);
        await _services.Store.RemoveAsync(settings, ct).ConfigureAwait(false);

        if (tokens is null || settings.Options.RevocationEndpoint is null)
        {
            return;
        }

        // The refresh token first: the server may take what came from it along (RFC 7009 §2.1). If it does not take that one, the other still counts.
        try
        {
            if (hint is not TokenTypeHint.AccessToken && tokens.RefreshToken is { } refreshToken)
            {
                await _services.Endpoint.RevokeAsync(settings, refreshToken, TokenTypeHint.RefreshToken, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            if (hint is not TokenTypeHint.RefreshToken)
            {
                await _services.Endpoint.RevokeAsync(settings, tokens.AccessToken.Value, TokenTypeHint.AccessToken, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes over new options. What was remembered of the old ones is cleared; a token got with other credentials is never used again.</summary>
    public void Change(AccountSettings settings)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            var sameCredentials = settings.Credentials == _settings.Credentials;
            _settings = settings;
            _failures = default;
            _refusals = default;

            if (!sameCredentials)
            {
                _held = TokenManagerServices.Initial(settings);
                _flight?.Cancel();
            }
        }

        Log.OptionsChanged(_services.Logger, settings.Name);
    }

    /// <summary>Ends the flight that is on, and gives it to wait for.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            _disposed = true;
            _held = HeldToken.None;
            _flight?.Cancel();
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

    private void Forget(TokenTypeHint? hint, TokenSet? tokens)
    {
        lock (_gate)
        {
            _held = hint is TokenTypeHint.AccessToken && tokens is not null
                ? new HeldToken(tokens, isNew: false, RenewalTimes.Past)
                : HeldToken.None;
        }
    }
}
