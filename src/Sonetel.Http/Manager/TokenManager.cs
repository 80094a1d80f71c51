using System.Diagnostics.CodeAnalysis;

namespace Sonetel.Http;

/// <summary>One account's token, from the first to the last: a lock, the state, and the renewal that is on.</summary>
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

    /// <summary>The refresh token that came with the token, or the one that it left in place.</summary>
    public string? RefreshToken => _state.Store.Newest?.RefreshToken;

    private long Now => _services.Time.GetTimestamp();

    /// <summary>Whether a header's value is this account's, as the current token or the one before it.</summary>
    public bool IsOurs(string? scheme, string? parameter) => _state.IsOurs(scheme, parameter);

    /// <summary>
    /// The hot path: a token that may go out now. One that is due goes out too, and is renewed in the background.
    /// </summary>
    public bool TryGet(bool async, [NotNullWhen(true)] out TokenHeader? header)
    {
        var state = _state;
        header = state.Snapshot.Header;
        var now = Now;

        // Fresh: nothing to do but send it.
        if (state.IsFresh(now))
        {
            return header is not null;
        }

        // Out, or refused: the caller has to wait for the next one.
        if (!state.IsUsable(now))
        {
            return false;
        }

        // Due, but valid: one renewal starts, unless a pause holds, and nobody waits.
        if (_pending is null && state.MayTry(now))
        {
            StartAhead(async);
        }

        return header is not null;
    }

    /// <summary>Waits for a token that may go out: the one that just came, or the one that is on its way.</summary>
    /// <exception cref="SonetelAuthException">None could be received.</exception>
    public async ValueTask<ReceivedToken> WaitAsync(bool async, Ct ct)
    {
        // Whoever has left already needs no token.
        ct.ThrowIfCancellationRequested();
        var began = Now;

        while (true)
        {
            if (JoinOrFailFast(async, out var pending) is { } ready)
            {
                return new ReceivedToken(ready.Header!, IsForThisRequest: false);
            }

            var result = await WaitForAsync(pending, async, began, ct).ConfigureAwait(false);

            if (result.Snapshot?.Header is { } header)
            {
                return new ReceivedToken(header, result.IsIssued);
            }

            if (result.Failure is { } failure)
            {
                throw failure.Again();
            }
        }
    }

    /// <summary>Takes note of a 401 and gives the token to replay with, or null if the 401 is the last word.</summary>
    /// <param name="async">Whether the caller can wait without blocking.</param>
    /// <param name="refused">The token that was sent.</param>
    /// <param name="ct">Ends the wait of this caller.</param>
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
            // The caller gets the 401 that it has; the failure is logged and remembered.
            return null;
        }
    }

    /// <summary>Takes note of a 401 whose request is not sent again: the next call gets the renewed token.</summary>
    /// <param name="async">Whether the pool may be trusted with the renewal.</param>
    /// <param name="refused">The token that was sent.</param>
    public void RenewLater(bool async, TokenSnapshot refused)
    {
        if (Suspect(refused))
        {
            StartAhead(async);
        }
    }

    /// <summary>
    /// Takes note that a token which was received for one request was refused: renewing again would only repeat it.
    /// </summary>
    public void NewTokenRefused(TokenSnapshot refused)
    {
        if (PauseAfter401(refused) is { } pause)
        {
            Log.NewTokenRefused(_services.Logger, Settings.LogName, pause);
        }
    }

    /// <summary>
    /// Takes note that a renewed token did not show whether it helped: until a pause has passed, no further 401 renews.
    /// </summary>
    public void NewTokenInDoubt(TokenSnapshot sent) => PauseAfter401(sent);

    /// <summary>Takes note that a renewed token did what the refused one could not.</summary>
    public void NewTokenAccepted()
    {
        if (_state.After401 is null)
        {
            return;
        }

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

            var pause = BackoffDelay.Doubled((_state.After401?.Count ?? 0) + 1, Settings.Options);
            _state = _state.Paused(pause, now, _services.Time.TimestampFrequency);
            return pause;
        }
    }

    // Only the token that is still current becomes suspect: a late 401 for an old one costs no renewal.
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

            // A pause is on: this token is all there is, and other paths may still take it.
            if (_state.After401?.Holds(now) is true || !_state.MayTry(now))
            {
                return false;
            }

            _state = _state.Refused();
            return true;
        }
    }
}
