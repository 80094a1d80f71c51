using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>A store as a renewal uses it: each call ends in time, and says what is known and what is not.</summary>
/// <param name="store">The store, which may fail, hang, block, or give anything.</param>
/// <param name="time">The clock.</param>
/// <param name="telemetry">Is told how long each call took.</param>
/// <param name="logger">Hears of each outage once.</param>
internal sealed class ResilientTokenStore(
    ITokenStore store, TimeProvider time, Telemetry telemetry, ILogger<ResilientTokenStore> logger)
{
    // A slower store delays callers more than it saves.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly StoreOutage _reads = new("read", new QuietLogger(logger));
    private readonly StoreOutage _writes = new("written to", new QuietLogger(logger));
    private readonly UnreadableKeys _unreadable = new(new QuietLogger(logger));

    /// <summary>Whether other processes may see what it holds.</summary>
    public bool IsShared => store is not MemoryTokenStore;

    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public async ValueTask<StoreRead> ReadAsync(bool async, string key, Ct ct)
    {
        try
        {
            var tokens = await CallAsync(async, "get", given => store.GetAsync(key, given), ct).ConfigureAwait(false);
            DemandUsable(key, tokens);
            _reads.End();
            _unreadable.Remove(key);
            return new StoreRead(IsKnown: true, tokens, Failure: null);
        }
        catch (Exception e)
        {
            ct.ThrowIfCancellationRequested();
            ReadFailed(key, e);
            return new StoreRead(IsKnown: false, Tokens: null, e);
        }
    }

    /// <exception cref="OperationCanceledException">
    /// <paramref name="ct"/> was cancelled; what became of the write is unknown.
    /// </exception>
    public async ValueTask<StoreWriteResult> WriteAsync(bool async, string key, TokenSet tokens, Ct ct)
    {
        try
        {
            var isTaken = await CallAsync(async, "set", given => store.SetAsync(key, tokens, given), ct).ConfigureAwait(false);
            _writes.End();
            return new StoreWriteResult(isTaken ? StoreWrite.Taken : StoreWrite.NotTaken, Failure: null);
        }
        catch (Exception e)
        {
            ct.ThrowIfCancellationRequested();

            // A store that compares before it writes meets what it cannot read here too, and that is no outage.
            if (e is InvalidDataException or CryptographicException)
            {
                _unreadable.Add(key, e);
            }
            else
            {
                _writes.Begin(e);
            }

            return new StoreWriteResult(StoreWrite.Unknown, e);
        }
    }

    private async ValueTask<T> CallAsync<T>(bool async, string operation, Func<Ct, ValueTask<T>> call, Ct ct)
    {
        ct.ThrowIfCancellationRequested();
        var began = time.GetTimestamp();
        var errorType = ErrorTypes.Other;

        try
        {
            // Memory answers at once: a timer for each call would cost more than the call.
            var result = IsShared
                ? await InTimeAsync(async, call, ct).ConfigureAwait(false)
                : await call(ct).ConfigureAwait(false);
            errorType = null;
            return result;
        }
        catch (TimeoutException)
        {
            errorType = ErrorTypes.TimedOut;
            throw;
        }
        finally
        {
            telemetry.StoreCalled(operation, errorType, time.GetElapsedTime(began));
        }
    }

    private async ValueTask<T> InTimeAsync<T>(bool async, Func<Ct, ValueTask<T>> call, Ct ct)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);

        try
        {
            return await LateResult.WaitAsync(async, call(bounded.Token), late: null, bounded.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"The token store did not answer within {Limit.TotalSeconds} s.", e);
        }
    }

    private void ReadFailed(string key, Exception failure)
    {
        if (failure is InvalidDataException or CryptographicException)
        {
            _reads.End();
            _unreadable.Add(key, failure);
        }
        else
        {
            _reads.Begin(failure);
        }
    }

    // A store of the user's own may give anything, nulls where none can stand included.
    private static void DemandUsable(string key, TokenSet? tokens)
    {
        var isUsable = tokens is null
            || (CanBeSent(tokens.AccessToken) && CanBeSent(tokens.RefreshToken) && tokens.Refusals >= 0);

        if (!isUsable)
        {
            throw new InvalidDataException(
                $"What the token store gave for '{key}' holds a token that cannot be sent. Delete it, or mend the store.");
        }
    }

    private static bool CanBeSent(AccessToken? token) =>
        token is null or { Value.Length: > 0, Scheme.Length: > 0 }
            && TokenSyntax.IsPrintable(token?.Value)
            && TokenSyntax.IsScheme(token?.Scheme ?? "");

    private static bool CanBeSent(string? refreshToken) =>
        refreshToken is null or { Length: > 0 } && TokenSyntax.IsPrintable(refreshToken);
}
