namespace Sonetel.Http;

/// <summary>The explicit operations on an account: new tokens, new options, closing, status.</summary>
internal sealed partial class TokenManager
{
    // Undecided writes to rows that the account no longer uses, such as the row of its previous options.
    private RowWriter[] _writersOfOtherRows = [];

    /// <summary>Renews the account's token now, even during a pause, after the pending renewal has ended.</summary>
    /// <exception cref="SonetelAuthException">No token was received; the account keeps the one it has.</exception>
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

    /// <summary>
    /// Requests a token for one caller. It is neither kept nor shared, and does not affect the account.
    /// </summary>
    /// <exception cref="SonetelAuthException">
    /// The endpoint issued no token, or the request lacks a required parameter.
    /// </exception>
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
        var issued = await _services.Endpoint.RequestAsync(async: true, settings, grant, trace, limit, ct)
            .ConfigureAwait(false);
        return issued.ToTokenSet(issued.RefreshToken, generation: 0, settings.Credentials);
    }

    /// <summary>
    /// Applies new options: clears remembered failures, and drops the token if the credentials differ.
    /// </summary>
    public void Change(SonetelAuthOptions options, bool startsAfresh = false) => Apply(options, startsAfresh)?.Cancel();

    /// <summary>
    /// Closes the account in this process. Waits up to <c>TokenRequestTimeout</c> for a request that carries the only
    /// refresh token, and for a result that is not in the store yet.
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

    /// <summary>Returns the account's status without starting anything.</summary>
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
            KeepUndecided(_state.Store.Unwritten);
            return _writersOfOtherRows;
        }
    }

    // The state no longer refers to the row, but the write to it continues and may contain a refresh token, so closing
    // waits for it.
    private void KeepUndecided(RowWriter? writer)
    {
        if (writer is { IsDecided: false })
        {
            var others = _writersOfOtherRows.Where(other => !other.IsDecided && other != writer);
            _writersOfOtherRows = [.. others, writer];
        }
    }

    /// <returns>The pending renewal if it uses other credentials, for cancellation outside of the lock.</returns>
    private PendingRenewal? Apply(SonetelAuthOptions options, bool startsAfresh, AccountSettings? onlyOver = null)
    {
        PendingRenewal? superseded;

        lock (_gate)
        {
            var before = _state.Settings;

            // The monitor also reports a change if the file was saved without changes, or if another section changed.
            var isSame = ReferenceEquals(options, before.Options)
                || OptionsFingerprint.Whole(options) == OptionsFingerprint.Whole(before.Options);

            // Options that were read before others were set are not the newest.
            var isOutdated = onlyOver is not null && onlyOver != before;

            if (_state.IsClosed || isOutdated || (isSame && !startsAfresh))
            {
                return null;
            }

            var settings = new AccountSettings(before.Name, options);

            if (settings.Key != before.Key)
            {
                KeepUndecided(_state.Store.Unwritten);
            }

            _state = _state.Changed(settings, TokenServices.Initial(settings));
            superseded = settings.HasCredentialsOf(before.Options) ? null : _pending;
        }

        Log.OptionsChanged(_services.Logger, Settings.LogName);
        return superseded;
    }

    // Starts a renewal, or returns false with the pending one that the caller has to wait for first.
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
