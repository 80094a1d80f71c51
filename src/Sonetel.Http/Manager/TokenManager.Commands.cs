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
            var pending = StartIfNone(out var isOurs);
            var result = await WaitForAsync(pending, async: true, began, ct).ConfigureAwait(false);

            if (!isOurs || result is { Snapshot: null, Failure: null })
            {
                continue;
            }

            return result.Failure is { } failure ? throw failure.Again() : result.Tokens!;
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
        return new TokenSet(issued.AccessToken, issued.RefreshToken, issued.SentAt, 0) { Credentials = settings.Credentials };
    }

    /// <summary>
    /// Takes over new options. What was remembered of the old ones is cleared; a token received with other credentials
    /// is never used again.
    /// </summary>
    public void Change(SonetelAuthOptions options, bool startsAfresh = false)
    {
        if (Apply(options, startsAfresh, out var superseded))
        {
            superseded?.Cancel();
            Log.OptionsChanged(_services.Logger, Settings.LogName);
        }
    }

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
            // Of several that await one task, .NET continues all but one on the pool; a wait with a limit is a task of
            // its own.
            await pending.Completion.WaitAsync(TimeSpan.FromDays(1), _services.Time).ConfigureAwait(false);
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

    private void Apply(SonetelAuthOptions options, bool startsAfresh)
    {
        if (Apply(options, startsAfresh, out _))
        {
            Log.OptionsChanged(_services.Logger, Settings.LogName);
        }
    }

    private bool Apply(SonetelAuthOptions options, bool startsAfresh, out PendingRenewal? superseded)
    {
        lock (_gate)
        {
            superseded = null;
            var before = _state.Settings;

            // A file that was saved again, or another section of it that changed, changes nothing here.
            var isSame = ReferenceEquals(options, before.Options)
                || OptionsFingerprint.Whole(options) == OptionsFingerprint.Whole(before.Options);

            if (_state.IsClosed || (isSame && !startsAfresh))
            {
                return false;
            }

            var settings = new AccountSettings(before.Name, options);

            if (settings.Key != before.Key)
            {
                Leave(_state.Store.Unwritten);
            }

            _state = _state.Changed(settings, TokenServices.Initial(settings));
            superseded = settings.HasCredentialsOf(before.Options) ? null : _pending;
            return true;
        }
    }

    private PendingRenewal StartIfNone(out bool isOurs)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            isOurs = _pending is null;
            return Start(async: true, RenewalCause.Asked);
        }
    }
}
