namespace Sonetel.Http;

/// <summary>What is asked for by name rather than by a request: a new token, new options, an end.</summary>
internal sealed partial class TokenManager
{
    // Writes to rows that the account has left, such as those of its options before the last change.
    private RowWriter[] _left = [];

    /// <summary>Renews the account's token now, pause or not, after the renewal that is on.</summary>
    /// <exception cref="SonetelAuthException">No token came; the one that the account has stays.</exception>
    public async Task<TokenSet> RenewNowAsync(Ct ct)
    {
        if (Settings.IsStatic)
        {
            return new TokenSet(Snapshot.Token, null, DateTimeOffset.MinValue, 0);
        }

        var began = Now;

        while (true)
        {
            var isOurs = StartIfNone(RenewalCause.Asked, revoked: null, out var pending);
            var result = await WaitForAsync(pending, async: true, began, ct).ConfigureAwait(false);

            if (isOurs && result.Failure is { } failure)
            {
                throw failure.Again();
            }

            if (isOurs && result.Tokens is { } tokens)
            {
                return tokens;
            }
        }
    }

    /// <summary>A token of its own for one caller: not kept, not shared, and without effect on the account.</summary>
    /// <exception cref="SonetelAuthException">The endpoint gave none, or the request cannot be made.</exception>
    public async Task<TokenSet> RequestOwnAsync(TokenRequest request, Ct ct)
    {
        ThrowIfClosed();
        var settings = Settings;

        if (settings.IsStatic && request.GrantType is null)
        {
            return new TokenSet(Snapshot.Token, null, DateTimeOffset.MinValue, 0);
        }

        var grant = OwnGrant.Of(settings, request);
        var trace = TokenRequestTrace.OfCaller(NameOf(RenewalCause.Asked));
        var limit = settings.Options.TokenRequestTimeout;
        var issued = await _services.Endpoint.RequestAsync(async: true, settings, grant, trace, limit, ct).ConfigureAwait(false);
        return issued.ToTokenSet(issued.RefreshToken, generation: 0, settings.Credentials);
    }

    /// <summary>
    /// Takes over new options. What was remembered of the old ones is cleared; a token received with other credentials
    /// is never used again.
    /// </summary>
    public void Change(SonetelAuthOptions options, bool startsAfresh = false) => Apply(options, startsAfresh)?.Cancel();

    /// <summary>
    /// Ends the account here. The task waits for what must not be lost: a request that carries the only refresh token,
    /// and the store.
    /// </summary>
    public async Task CloseAsync()
    {
        PendingRenewal? pending;

        lock (_gate)
        {
            pending = _pending;
            _state = _state.Closed();
        }

        pending?.Cancel();
        var ending = EndAsync(pending);

        if (!ending.IsCompleted)
        {
            await ending.WaitAsync(Settings.Options.TokenRequestTimeout, _services.Time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var writer in GetUndecided())
        {
            writer.GiveUp();
        }
    }

    /// <summary>How the account is; asks nobody, starts nothing.</summary>
    public SonetelAuthStatus GetStatus()
    {
        var state = _state;
        var (now, clock) = (Now, _services.Time.GetUtcNow());
        var times = state.Snapshot.Times;
        var hasLife = times.RenewAt is > long.MinValue and < long.MaxValue;

        return new SonetelAuthStatus
        {
            ExpiresAt = state.Snapshot.Token?.ExpiresAt,
            RenewalDueAt = hasLife ? clock + _services.Time.GetElapsedTime(now, times.RenewAt) : null,
            NextTryAt = state.Failures?.Holds(now) is true
                ? clock + _services.Time.GetElapsedTime(now, state.Failures.Until)
                : null,
            IsUsable = state.IsFresh(now) || state.IsUsable(now),
            LastFailure = state.Failures?.Failure,
            WaitingCallers = _pending?.Waiting ?? 0,
        };
    }

    private async Task EndAsync(PendingRenewal? pending)
    {
        if (pending is not null)
        {
            await pending.EndAsync(_services.Time, Ct.None).ConfigureAwait(false);
        }

        foreach (var writer in GetUndecided())
        {
            await writer.Decided.ConfigureAwait(false);
        }
    }

    private RowWriter[] GetUndecided()
    {
        lock (_gate)
        {
            Leave(_state.Store.Unwritten);
            return _left;
        }
    }

    // Its state forgets the row, but the write to it goes on, and a refresh token may depend on it: closing waits for it.
    private void Leave(RowWriter? writer)
    {
        if (writer is { IsDecided: false })
        {
            _left = [.. _left.Where(left => !left.IsDecided && left != writer), writer];
        }
    }

    /// <returns>The renewal that is on by other credentials.</returns>
    private PendingRenewal? Apply(SonetelAuthOptions options, bool startsAfresh)
    {
        PendingRenewal? superseded;

        lock (_gate)
        {
            var before = _state.Settings;

            // A file that was saved again, or another section of it that changed, changes nothing here.
            var isSame = ReferenceEquals(options, before.Options)
                || OptionsFingerprint.Whole(options) == OptionsFingerprint.Whole(before.Options);

            if (_state.IsClosed || (isSame && !startsAfresh))
            {
                return null;
            }

            var settings = new AccountSettings(before.Name, options);

            if (settings.Key != before.Key)
            {
                Leave(_state.Store.Unwritten);
            }

            _state = _state.Changed(settings, TokenServices.Initial(settings));
            superseded = settings.HasCredentialsOf(before.Options) ? null : _pending;
        }

        Log.OptionsChanged(_services.Logger, Settings.LogName);
        return superseded;
    }

    // Whoever needs a run of its own waits for the one that is on first.
    private bool StartIfNone(RenewalCause cause, TokenTypeHint? revoked, out PendingRenewal pending)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            var isOurs = _pending is null;
            pending = Start(async: true, cause, revoked);
            return isOurs;
        }
    }
}
