using System.Diagnostics.CodeAnalysis;

namespace Sonetel.Http;

/// <summary>One account's token, from the first to the last. All that changes is one snapshot, one pending and two back-offs.</summary>
internal sealed partial class TokenManager
{
    private readonly TokenServices _services;
    private readonly object _gate = new();

    private volatile AccountSettings _settings;
    private volatile TokenSnapshot _held;
    private volatile PendingRenewal? _pending;
    private volatile string? _previous;
    private Backoff _failures;
    private Backoff _refusals;
    private bool _disposed;

    // Callers that block may hold all of the pool's threads, so from the first of them on no pending depends on the pool.
    private volatile bool _servesSynchronousCallers;

    public TokenManager(AccountSettings settings, TokenServices services)
    {
        _services = services;
        _settings = settings;
        _held = TokenServices.Initial(settings);
    }

    public AccountSettings Settings => _settings;

    public TokenSnapshot Held => _held;

    /// <summary>The hot path: a token that may go out now. One that is due goes out too, and is renewed behind the request's back.</summary>
    public bool TryGet(bool async, [NotNullWhen(true)] out TokenHeader? header)
    {
        var held = _held;
        header = held.Header;
        var now = _services.Time.GetTimestamp();

        // Fresh: nothing to do but send it.
        if (held.IsFresh(now))
        {
            return header is not null;
        }

        // Out: the caller has to wait for the next one.
        if (!held.IsUsable(now))
        {
            return false;
        }

        // Due, but valid: one renewal starts, unless the last one failed a moment ago, and nobody waits.
        if (_pending is null && !_failures.Holds(now))
        {
            Join(async, unlessFresh: true);
        }

        return header is not null;
    }

    /// <summary>Waits for a token that may go out: the one that just came, or the one that is on its way.</summary>
    public async ValueTask<ReceivedToken> WaitAsync(bool async, Ct ct)
    {
        // Whoever has left already needs no token.
        ct.ThrowIfCancellationRequested();
        var before = _held;

        while (true)
        {
            var result = await Join(async, unlessFresh: false).WaitAsync(async, ct).ConfigureAwait(false);

            if (result.Held is { } held)
            {
                return new ReceivedToken(held.Header!, held.IsNew && !ReferenceEquals(held, before));
            }

            if (result is { Failure: { } failure, IsCallersOwn: false })
            {
                throw failure.Again();
            }
        }
    }

    /// <summary>Takes note of a 401 for <paramref name="sent"/> and gives the token to replay with, or nothing if the 401 is the last word.</summary>
    public async ValueTask<ReceivedToken?> RenewAsync(bool async, TokenSnapshot sent, Ct ct)
    {
        if (!Drop(sent))
        {
            return null;
        }

        try
        {
            var received = await WaitAsync(async, ct).ConfigureAwait(false);
            return ReferenceEquals(received.Header.Held.Tokens?.AccessToken, sent.Tokens?.AccessToken) ? null : received;
        }
        catch (SonetelAuthException)
        {
            // The caller gets the 401 that it has; the failure is logged and remembered.
            return null;
        }
    }

    /// <summary>Takes note of a 401 whose request cannot be sent again: the next call gets the renewed token.</summary>
    public void RenewLater(bool async, TokenSnapshot sent)
    {
        if (Drop(sent))
        {
            // No replay will tell whether the next token helps: if it is refused as well, that must not start one renewal per request.
            PauseRenewals(sent);
            Join(async, unlessFresh: false);
        }
    }

    /// <summary>Whether a header that was copied as text carries the current token, or the one before it.</summary>
    public bool IsOurs(string? scheme, string? parameter)
    {
        if (parameter is null || _held.Header is not { } header || !header.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return parameter == header.Parameter || parameter == _previous;
    }

    /// <summary>Takes note that a renewed token did not show whether it helped: until a back-off has passed, no further 401 renews.</summary>
    public void NewTokenInDoubt(TokenSnapshot sent) => PauseRenewals(sent);

    /// <summary>Takes note that a token that was got for this very request was refused: renewing again would only repeat it.</summary>
    public void NewTokenRefused(TokenSnapshot sent)
    {
        if (PauseRenewals(sent) is { } backoff)
        {
            Log.NewTokenRefused(_services.Logger, _settings.Name, backoff);
        }
    }

    /// <summary>Takes note that a renewed token did what the refused one could not.</summary>
    public void NewTokenAccepted()
    {
        lock (_gate)
        {
            _refusals = default;
        }
    }

    /// <summary>Starts a back-off for renewals after a 401 and gives its length, unless one is on or the token is an old one.</summary>
    private TimeSpan? PauseRenewals(TokenSnapshot sent)
    {
        lock (_gate)
        {
            var now = _services.Time.GetTimestamp();

            if (!IsCurrent(sent) || _refusals.Holds(now))
            {
                return null;
            }

            var backoff = BackoffDelay.Doubled(_refusals.Count + 1, _settings.Options);
            _refusals = _refusals.Next(now, backoff, null, _services.Time);
            return backoff;
        }
    }

    // Only the token that is still current is dropped: a late 401 for an old one costs no renewal.
    private bool Drop(TokenSnapshot sent)
    {
        lock (_gate)
        {
            if (_settings.IsStatic || _disposed)
            {
                return false;
            }

            var now = _services.Time.GetTimestamp();

            if (!IsCurrent(sent) || !_held.IsUsable(now))
            {
                return true;
            }

            // A pause is on: this token is all there is, and other paths may still take it.
            if (_refusals.Holds(now) || _failures.Holds(now))
            {
                return false;
            }

            _held = _held.Refused();
            return true;
        }
    }

    private bool IsCurrent(TokenSnapshot sent) => ReferenceEquals(_held.Tokens?.AccessToken, sent.Tokens?.AccessToken);
}
