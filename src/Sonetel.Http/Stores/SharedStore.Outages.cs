namespace Sonetel.Http;

/// <summary>Reaching the store in bounded time, and telling an outage once.</summary>
internal sealed partial class ResilientTokenStore
{
    // A store is near, or it is no help: a read or a write that takes longer holds callers up for nothing.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private int _failing;
    private long _silentUntil = long.MinValue;

    private async ValueTask<T> ReachAsync<T>(bool async, AccountSettings account, StoreOperation operation, Func<ITokenStore, string, Ct, ValueTask<T>> call, T without, Ct ct)
    {
        var (result, failure) = await AttemptAsync(async, account, operation, call, without, ct).ConfigureAwait(false);
        return failure is null || !account.Options.RequireTokenStore
            ? result
            : throw new SonetelAuthException($"{AccountName.Describe(account.Name)}: the token store cannot be reached, and RequireTokenStore is set.", failure) { IsTransient = true };
    }

    private async ValueTask<T> TryReachAsync<T>(bool async, AccountSettings account, StoreOperation operation, Func<ITokenStore, string, Ct, ValueTask<T>> call, T without, Ct ct) =>
        (await AttemptAsync(async, account, operation, call, without, ct).ConfigureAwait(false)).Result;

    private async ValueTask<(T Result, Exception? Failure)> AttemptAsync<T>(
        bool async, AccountSettings account, StoreOperation operation, Func<ITokenStore, string, Ct, ValueTask<T>> call, T without, Ct ct)
    {
        // A store that was silent a moment ago is not asked again with each step of a renewal. A write is tried in any case: a rotated refresh token may be in it.
        if (operation is StoreOperation.Read or StoreOperation.Lock && time.GetTimestamp() < Volatile.Read(ref _silentUntil))
        {
            return (without, new TimeoutException());
        }

        using var timeout = new CancellationTokenSource(Limit(account, operation), time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);

        try
        {
            var result = await StoreCall.WaitAsync(async, call(store, account.Name, bounded.Token), bounded.Token).ConfigureAwait(false);
            Succeeded(operation);
            return (result, null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Failed(operation, e, timeout.IsCancellationRequested ? account.Options.FailureBackoff : null);
            return (without, e);
        }
    }

    // Whoever holds the lock may need two token requests.
    private static TimeSpan Limit(AccountSettings account, StoreOperation operation) => account.Options.TokenRequestTimeout switch
    {
        var request when operation is StoreOperation.Lock => request * 3,
        var request => request < Longest ? request : Longest,
    };

    private void Failed(StoreOperation operation, Exception e, TimeSpan? silence)
    {
        if (silence is { } pause)
        {
            // A holder that takes its time is no outage.
            if (operation is StoreOperation.Lock)
            {
                return;
            }

            Volatile.Write(ref _silentUntil, time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency));
        }

        if (Interlocked.Or(ref _failing, (int)operation) == 0)
        {
            Log.TokenStoreUnreachable(logger, e);
        }
    }

    // One that can be read but not written to is out still.
    private void Succeeded(StoreOperation operation)
    {
        if ((_failing & (int)operation) != 0 && Interlocked.And(ref _failing, ~(int)operation) == (int)operation)
        {
            Log.TokenStoreReachable(logger);
        }
    }
}
