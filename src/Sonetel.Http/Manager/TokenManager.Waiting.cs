namespace Sonetel.Http;

/// <summary>Makes callers wait for a token.</summary>
internal sealed partial class TokenManager
{
    /// <summary>Waits for a token that may be sent.</summary>
    /// <exception cref="SonetelAuthException">No token could be received.</exception>
    public async ValueTask<ReceivedToken> WaitAsync(bool async, Ct ct)
    {
        ct.ThrowIfCancellationRequested();
        var began = Now;

        while (true)
        {
            if (Join(async, out var pending) is { } ready)
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

    /// <summary>Joins the pending renewal, or starts one, unless there is a usable token by now.</summary>
    /// <returns>The usable token, or null if the caller has to wait for <paramref name="pending"/>.</returns>
    /// <exception cref="SonetelAuthException">A pause holds; this is its failure, with the remaining time.</exception>
    private TokenSnapshot? Join(bool async, out PendingRenewal pending)
    {
        try
        {
            lock (_gate)
            {
                ThrowIfClosed();
                var now = Now;
                pending = null!;

                if (_state.IsUsable(now))
                {
                    return _state.Snapshot;
                }

                if (_pending is null && !_state.MayTry(now))
                {
                    throw FailureAt(now);
                }

                pending = Start(async, CauseOf(_state));
                return null;
            }
        }
        catch (SonetelAuthException)
        {
            // The counter calls its listeners, which are foreign code, so it is incremented outside of the lock.
            Telemetry.FailedFast();
            throw;
        }
    }

    private async ValueTask<RenewalResult> WaitForAsync(PendingRenewal pending, bool async, long began, Ct ct)
    {
        var (beganAt, from) = (_services.Time.GetUtcNow(), Now);
        var left = Settings.Options.TokenRequestTimeout - _services.Time.GetElapsedTime(began, from);
        var limit = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        var errorType = ErrorTypes.Other;

        try
        {
            var result = await pending.WaitAsync(async, limit, _services.Time, ct).ConfigureAwait(false);
            errorType = result is { Snapshot: null, Failure: { } failure } ? KnownErrorCodes.TypeOf(failure) : null;
            return result;
        }
        catch (TimeoutException)
        {
            throw RenewalErrors.TimedOut(Settings);
        }
        finally
        {
            var took = _services.Time.GetElapsedTime(from);
            Telemetry.Waited(took);
            pending.Trace.AddWait(beganAt, took, errorType);
        }
    }
}
