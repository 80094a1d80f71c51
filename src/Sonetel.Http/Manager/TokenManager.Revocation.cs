namespace Sonetel.Http;

/// <summary>Revocation: the tokens are forgotten here and in the store, and the server is told.</summary>
internal sealed partial class TokenManager
{
    /// <summary>
    /// Forgets the tokens here and in the store, then tells the server; the first two whatever becomes of the third.
    /// </summary>
    public async Task RevokeAsync(TokenTypeHint? hint, Ct ct)
    {
        ThrowIfClosed();

        // A caller may leave; half a revocation is none, so the forgetting goes on without it.
        var (settings, revoked, storeFailure) = await ForgetAsync(hint).WaitAsync(ct).ConfigureAwait(false);

        if (revoked is not null && settings.Options.RevocationEndpoint is not null)
        {
            await _services.Endpoint.RevokeAsync(settings, revoked, hint, ct).ConfigureAwait(false);
        }

        if (storeFailure is not null)
        {
            throw storeFailure;
        }
    }

    /// <summary>Revokes any token at the server.</summary>
    public async Task RevokeAsync(string token, TokenTypeHint? hint, Ct ct)
    {
        ThrowIfClosed();

        await _services.Endpoint.RevokeAsync(Settings, token, hint, ct).ConfigureAwait(false);
    }

    private async Task<(AccountSettings Settings, TokenSet? Revoked, SonetelAuthException? StoreFailure)> ForgetAsync(TokenTypeHint? hint)
    {
        if (await HoldRenewalsAsync().ConfigureAwait(false) is not { } pending)
        {
            return (Settings, null, null);
        }

        var state = _state;
        var store = state.Store;

        try
        {
            if (state.Settings.IsStatic)
            {
                return (state.Settings, null, null);
            }

            var (revoked, known, failure) = await ForgetInStoreAsync(state, hint).ConfigureAwait(false);
            store = known;
            return (state.Settings, revoked, failure);
        }
        finally
        {
            CompleteForgetting(pending, state, store);
        }
    }

    // Waits for the renewal that is on, and takes its place: one that completed after the revocation would bring back
    // what was to be forgotten.
    private async ValueTask<PendingRenewal?> HoldRenewalsAsync()
    {
        while (true)
        {
            PendingRenewal? before;

            lock (_gate)
            {
                if (_state.IsClosed)
                {
                    return null;
                }

                before = _pending;

                if (before is null)
                {
                    return _pending = new PendingRenewal(_services.Scheduler);
                }
            }

            // A wait with a limit is a task of its own: of several that await one, .NET continues all but one on the pool.
            await before.Completion.WaitAsync(TimeSpan.FromDays(1), _services.Time).ConfigureAwait(false);
        }
    }

    // Forgetting is a result without tokens, not a deletion, so that generations never begin again. It is written until
    // the store has it.
    private async ValueTask<(
        TokenSet? Revoked, StoreKnowledge Known, SonetelAuthException? Failure)> ForgetInStoreAsync(
        AccountState state, TokenTypeHint? hint)
    {
        var (settings, known) = (state.Settings, state.Store);
        await WaitForWriteAsync(known, settings).ConfigureAwait(false);
        var own = known.Newest ?? new TokenSet(state.Snapshot.Token, state.Snapshot.RefreshToken, default, 0);

        if (hint is TokenTypeHint.AccessToken)
        {
            if (await ForgetAccessTokenAsync(settings, known, own).ConfigureAwait(false) is { } done)
            {
                return (done.Revoked, done.Known, null);
            }

            if (!settings.CanSignIn)
            {
                return (own, known, RenewalErrors.StoreUnreachable(settings, null));
            }
        }

        var read = await ReadUnclaimedAsync(settings, mustKnow: false).ConfigureAwait(false);
        var revoked = known.Unwritten is { IsDecided: false } ? own : read.Tokens ?? own;

        // Over a row that cannot be read, only what this process put there itself is overwritten.
        var generation = read.IsKnown ? Math.Max(revoked.Generation, known.Generation) : own.Generation;
        var left = new TokenSet(null, null, _services.Time.GetUtcNow(), generation + 1);
        var writer = RowWriter.ForResult(settings, _services, left, revoked, generation);
        await writer.StartAsync(async: true).ConfigureAwait(false);
        var failure = settings.Options.RequireTokenStore && writer.IsFailing
            ? RenewalErrors.StoreUnreachable(settings, read.Failure)
            : null;
        known = known.After(writer) with { Newest = left, Refusals = 0, RefusedRefreshToken = null };
        return (revoked, known, failure);
    }

    // The refresh token stays, in one conditional write over a row that nobody has claimed: beside a claim it may be spent, and so may
    // the one that this process remembers. Null: that could not be done in time.
    private async ValueTask<(TokenSet Revoked, StoreKnowledge Known)?> ForgetAccessTokenAsync(
        AccountSettings settings, StoreKnowledge known, TokenSet own)
    {
        var began = Now;
        TokenSet? revoked = null;

        while (_services.Time.GetElapsedTime(began) <= settings.Options.TokenRequestTimeout)
        {
            var read = await ReadUnclaimedAsync(settings, mustKnow: !settings.CanSignIn).ConfigureAwait(false);
            var isFree = read.IsKnown && read.Tokens?.Renewer is null;

            if (!isFree || known.Unwritten is { IsDecided: false })
            {
                return null;
            }

            var row = read.Tokens ?? own with { Generation = 0 };

            // Forgotten already, by a write whose outcome was unknown or by another process.
            if (row.AccessToken is null)
            {
                return (revoked ?? own, known with { Newest = read.Tokens });
            }

            revoked = row;
            var left = new TokenSet(null, row.RefreshToken, _services.Time.GetUtcNow(), row.Generation + 1);
            var written = await _services.Store.WriteAsync(async: true, settings.Key, left, Ct.None).ConfigureAwait(false);

            if (written.Outcome is StoreWrite.Taken)
            {
                return (row, known with { Newest = left, Generation = left.Generation, Unwritten = null });
            }

            await Wait.ForAsync(async: true, _services.QuickPause(), _services.Time, Ct.None).ConfigureAwait(false);
        }

        return null;
    }

    // What this process received last is in the row first, or the tokens before it would be revoked in its place.
    private async ValueTask WaitForWriteAsync(StoreKnowledge known, AccountSettings settings)
    {
        if (known.Unwritten is { IsDecided: false } unwritten)
        {
            await unwritten.Decided.WaitAsync(settings.Options.TokenRequestTimeout, _services.Time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // While another process holds its claim, the refresh token in the row may be spent. A claim that outlasts the wait is
    // overwritten, unless the refresh token is to stay.
    private async ValueTask<StoreRead> ReadUnclaimedAsync(AccountSettings settings, bool mustKnow)
    {
        var began = Now;

        while (true)
        {
            var read = await _services.Store.ReadAsync(async: true, settings.Key, Ct.None).ConfigureAwait(false);

            var isTooLong = _services.Time.GetElapsedTime(began) > settings.Options.TokenRequestTimeout;
            var isKnown = read.IsKnown || !mustKnow;

            if ((isKnown && read.Tokens?.Renewer is null) || isTooLong)
            {
                return read;
            }

            await Wait.ForAsync(async: true, _services.QuickPause(), _services.Time, Ct.None).ConfigureAwait(false);
        }
    }

    private void CompleteForgetting(PendingRenewal pending, AccountState before, StoreKnowledge store)
    {
        lock (_gate)
        {
            _pending = null;

            // What came meanwhile of other options stays.
            if (_state.Settings.Key == before.Settings.Key && !before.Settings.IsStatic)
            {
                _state = _state.Forgotten(store);
            }
        }

        pending.Complete(RenewalResult.Superseded);
    }
}
