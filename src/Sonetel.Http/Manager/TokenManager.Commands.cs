namespace Sonetel.Http;

/// <summary>What is asked for by name rather than by a request: a new token, a revocation, new options, an end.</summary>
internal sealed partial class TokenManager
{
    /// <summary>Asks the endpoint now, back-off or not, after the pending that is on.</summary>
    public async Task<TokenSnapshot> CreateAsync(TokenRequest? request, Ct ct)
    {
        if (_settings.IsStatic)
        {
            return _held;
        }

        while (true)
        {
            var (pending, isOurs) = StartIfNone(request ?? new TokenRequest());
            var result = await pending.WaitAsync(async: true, ct).ConfigureAwait(false);

            if (!isOurs || result is { Held: null, Failure: null })
            {
                continue;
            }

            return result.Failure is { } failure ? throw failure.Again() : result.Held!;
        }
    }

    /// <summary>Forgets the tokens here and in the store, then tells the server; the first two whatever becomes of the third.</summary>
    public async Task RevokeAsync(TokenTypeHint? hint, Ct ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ISonetelAuth));

        // A caller may leave; half a revocation is none, so the forgetting goes on without it.
        var (settings, revoked, storeFailure) = await ForgetAsync(hint).WaitAsync(ct).ConfigureAwait(false);

        if (revoked is { IsForgotten: false } && settings.Options.RevocationEndpoint is not null)
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
                _held = TokenServices.Initial(_settings);
                _pending?.Cancel();
            }
        }

        Log.OptionsChanged(_services.Logger, _settings.Name);
    }

    /// <summary>Ends the pending that is on, and gives it to wait for. One that carries the only refresh token there is goes on to its own end: to break it off
    /// may leave the account with a token that is spent.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            _disposed = true;
            _held = TokenSnapshot.None;

            if (_settings.CanSignIn)
            {
                _pending?.Cancel();
            }

            return _pending?.Completion ?? Task.CompletedTask;
        }
    }

    private (PendingRenewal PendingRenewal, bool IsOurs) StartIfNone(TokenRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ISonetelAuth));
            return _pending is { } pending ? (pending, false) : (StartRenewal(async: true, request), true);
        }
    }

    /// <summary>Waits for the pending that is on, and takes its place: one that landed after the revocation would bring back what was to be forgotten.</summary>
    private async ValueTask<PendingRenewal?> HoldRenewalsAsync()
    {
        while (true)
        {
            PendingRenewal? before;

            lock (_gate)
            {
                if (_disposed)
                {
                    return null;
                }

                before = _pending;

                if (before is null)
                {
                    var ours = new PendingRenewal(_settings);
                    _pending = ours;
                    return ours;
                }
            }

            await before.WaitAsync(async: true, Ct.None).ConfigureAwait(false);
        }
    }

    private async Task<(AccountSettings Settings, TokenSet? Revoked, SonetelAuthException? StoreFailure)> ForgetAsync(TokenTypeHint? hint)
    {
        if (_settings.IsStatic || await HoldRenewalsAsync().ConfigureAwait(false) is not { } pending)
        {
            return (_settings, null, null);
        }

        // The account's when the pending was held: what was got with them is told to their server, and to no other.
        var (settings, held) = (pending.Settings, _held.Tokens);

        try
        {
            if (settings.IsStatic)
            {
                return (settings, null, null);
            }

            Forget(settings, held, hint);
            var stored = await _services.Store.ForgetAsync(settings, held, hint, pending.Ct).ConfigureAwait(false);
            Forget(settings, stored, hint);
            return (settings, stored, null);
        }
        catch (SonetelAuthException e)
        {
            return (settings, held, e);
        }
        catch (OperationCanceledException) when (pending.Ct.IsCancellationRequested)
        {
            // New credentials, or the provider's end: nothing of the old ones is used again here.
            return (settings, held, null);
        }
        finally
        {
            pending.Complete(Complete(pending, default, isCallersOwn: false));
        }
    }

    // Without the access token, the refresh token is what the next one is got with. What came meanwhile of other options stays.
    private void Forget(AccountSettings settings, TokenSet? tokens, TokenTypeHint? hint)
    {
        lock (_gate)
        {
            if (_settings == settings)
            {
                _held = (tokens ?? _held.Tokens) is { } known
                    ? new TokenSnapshot(hint is TokenTypeHint.AccessToken ? known.WithoutAccess() : known.Forgotten(), isNew: false, RenewalTimes.Past)
                    : TokenSnapshot.None;
            }
        }
    }
}
