using System.Diagnostics.CodeAnalysis;

namespace Sonetel.Http;

/// <summary>Keeps one account's token valid. It owns the account's state, the lock and the pending renewal.</summary>
internal sealed partial class TokenManager
{
    private readonly TokenServices _services;
    private readonly object _gate = new();

    private readonly long _renewer;

    private volatile AccountState _state;
    private volatile PendingRenewal? _pending;

    public TokenManager(AccountSettings settings, TokenServices services)
    {
        _services = services;
        _renewer = services.Jitter.NextId();
        _state = new AccountState(settings) { Snapshot = TokenServices.Initial(settings) };
    }

    public AccountSettings Settings => _state.Settings;

    public bool IsClosed => _state.IsClosed;

    public TokenSnapshot Snapshot => _state.Snapshot;

    /// <summary>The refresh token received with the access token, or the one that stayed valid.</summary>
    public string? RefreshToken => _state.Store.Newest?.RefreshToken;

    private long Now => _services.Time.GetTimestamp();

    /// <summary>Whether a header's value is this account's current or previous token.</summary>
    public bool IsOurs(string value) => _state.IsOurs(value);

    /// <summary>
    /// Returns a token that may be sent now, if there is one. A token that is due for renewal is returned as well, and
    /// a renewal starts in the background. This is the hot path.
    /// </summary>
    public bool TryGet(bool async, [NotNullWhen(true)] out TokenHeader? header)
    {
        var state = _state;
        header = state.Snapshot.Header;
        var now = Now;

        // Fresh: send it.
        if (state.IsFresh(now))
        {
            return header is not null;
        }

        // Expired or refused: the caller has to wait for the next token.
        if (!state.IsUsable(now))
        {
            return false;
        }

        // Due for renewal, but valid: one renewal starts unless a pause holds, and no caller waits.
        if (_pending is null && state.MayTry(now))
        {
            StartAhead(async);
        }

        return header is not null;
    }

    /// <summary>Handles a 401: renews the token if the refused one is still current.</summary>
    /// <param name="async">Whether the caller awaits; otherwise its thread blocks.</param>
    /// <param name="refused">The token that was sent.</param>
    /// <param name="ct">Ends this caller's wait.</param>
    /// <returns>The token to replay with, or null if the caller should receive the 401.</returns>
    public async ValueTask<ReceivedToken?> RenewAsync(bool async, TokenSnapshot refused, Ct ct)
    {
        if (!Suspect(refused))
        {
            return null;
        }

        try
        {
            var received = await WaitAsync(async, ct).ConfigureAwait(false);
            return ReferenceEquals(received.Header.Snapshot.Token, refused.Token) ? null : received;
        }
        catch (SonetelAuthException)
        {
            // The caller receives the original 401; the failure is logged and remembered.
            return null;
        }
    }

    /// <summary>Handles a 401 to a request that is not sent again: the next request uses the renewed token.</summary>
    /// <param name="async">Whether the renewal may run on the thread pool.</param>
    /// <param name="refused">The token that was sent.</param>
    /// <param name="pauses">Whether another 401 starts no renewal for a while.</param>
    public void RenewLater(bool async, TokenSnapshot refused, bool pauses)
    {
        if (!Suspect(refused))
        {
            return;
        }

        if (pauses)
        {
            PauseAfter401(refused);
        }

        StartAhead(async);
    }

    /// <summary>
    /// Handles the refusal of a token that was issued for the refused request: a 401 starts no renewal for a while,
    /// because another new token would be refused as well.
    /// </summary>
    public void NewTokenRefused(TokenSnapshot refused)
    {
        if (PauseAfter401(refused) is { } pause)
        {
            Log.NewTokenRefused(_services.Logger, Settings.LogName, pause);
        }
    }

    /// <summary>
    /// Handles a new token that was neither accepted nor refused: a 401 starts no renewal for a while.
    /// </summary>
    public void NewTokenInDoubt(TokenSnapshot sent) => PauseAfter401(sent);

    /// <summary>Handles the acceptance of a new token after a 401: the next 401 may start a renewal again.</summary>
    public void NewTokenAccepted()
    {
        lock (_gate)
        {
            _state = _state with { After401 = null };
        }
    }

    private TimeSpan? PauseAfter401(TokenSnapshot refused)
    {
        lock (_gate)
        {
            var now = Now;

            if (!_state.Holds(refused.Token) || _state.After401?.Holds(now) is true)
            {
                return null;
            }

            _state = _state.Paused(now, _services.Time.TimestampFrequency);
            return _services.Time.GetElapsedTime(now, _state.After401!.Until);
        }
    }

    // Only the current token becomes suspect, so a late 401 for an old token costs no renewal.
    private bool Suspect(TokenSnapshot refused)
    {
        lock (_gate)
        {
            var now = Now;

            if (_state.Settings.IsStatic || _state.IsClosed)
            {
                return false;
            }

            if (!_state.Holds(refused.Token) || !_state.IsUsable(now))
            {
                return true;
            }

            // During a pause no renewal may start, and other resources may still accept this token.
            if (_state.After401?.Holds(now) is true || !_state.MayTry(now))
            {
                return false;
            }

            _state = _state.Refused();
            return true;
        }
    }
}
