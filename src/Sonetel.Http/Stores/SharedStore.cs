using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>A store as a renewal uses it: one that cannot be reached is told once per outage, and done without unless the account's options forbid it.</summary>
internal sealed class SharedStore(ITokenStore store, TimeProvider time, ILogger<SharedStore> logger)
{
    private int _unreachable;

    public ValueTask<TokenSet?> GetAsync(bool async, AccountSettings account, Ct ct) =>
        ReachAsync(async, account, static (store, account, ct) => store.GetAsync(account, ct), null, 1, ct);

    /// <summary>Whether other processes may see what it holds.</summary>
    public bool IsShared => store is not MemoryTokenStore;

    /// <summary>Whether the store took the set, or could not be asked.</summary>
    public ValueTask<bool> SetAsync(bool async, AccountSettings account, TokenSet tokens, Ct ct) =>
        ReachAsync(async, account, (store, account, ct) => store.SetAsync(account, tokens, ct), true, 1, ct);

    /// <summary>Whether the store took the set; not if it could not be asked.</summary>
    public ValueTask<bool> TrySetAsync(bool async, AccountSettings account, TokenSet tokens, Ct ct) =>
        ReachAsync(async, account, (store, account, ct) => store.SetAsync(account, tokens, ct), false, 1, ct);

    public async ValueTask RemoveAsync(AccountSettings account, Ct ct) =>
        await ReachAsync(
            async: true,
            account,
            static async (store, account, ct) =>
            {
                await store.RemoveAsync(account, ct).ConfigureAwait(false);
                return true;
            },
            true,
            1,
            ct).ConfigureAwait(false);

    /// <summary>The right to renew, or nothing where the store cannot be reached. Whoever holds it may need two token requests, so the wait is longer than these.</summary>
    public ValueTask<IAsyncDisposable?> LockAsync(bool async, AccountSettings account, Ct ct) =>
        ReachAsync(async, account, static (store, account, ct) => Nullable(store.LockAsync(account, ct)), null, 3, ct);

    public async ValueTask ReleaseAsync(bool async, IAsyncDisposable? turn)
    {
        if (turn is null)
        {
            return;
        }

        try
        {
            await Completed(async, AsResult(turn.DisposeAsync())).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    private async ValueTask<T> ReachAsync<T>(bool async, AccountSettings account, Func<ITokenStore, string, Ct, ValueTask<T>> call, T without, int timeouts, Ct ct)
    {
        using var timeout = new CancellationTokenSource(account.Options.TokenRequestTimeout * timeouts, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);

        try
        {
            var result = await Completed(async, call(store, account.Name, bounded.Token)).ConfigureAwait(false);
            Succeeded();
            return result;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Failed(e);
            return !account.Options.RequireTokenStore
                ? without
                : throw new SonetelAuthException($"{AccountName.Describe(account.Name)}: the token store cannot be reached, and RequireTokenStore is set.", e) { IsTransient = true };
        }
    }

    // A synchronous caller blocks a thread of its own here, never one of the pool.
    private static ValueTask<T> Completed<T>(bool async, ValueTask<T> pending) =>
        async || pending.IsCompleted ? pending : ValueTask.FromResult(pending.AsTask().GetAwaiter().GetResult());

    private static async ValueTask<IAsyncDisposable?> Nullable(ValueTask<IAsyncDisposable> pending) => await pending.ConfigureAwait(false);

    private static async ValueTask<bool> AsResult(ValueTask pending)
    {
        await pending.ConfigureAwait(false);
        return true;
    }

    private void Failed(Exception e)
    {
        if (Interlocked.Exchange(ref _unreachable, 1) == 0)
        {
            Log.TokenStoreUnreachable(logger, e);
        }
    }

    private void Succeeded()
    {
        if (_unreachable == 1 && Interlocked.Exchange(ref _unreachable, 0) == 1)
        {
            Log.TokenStoreReachable(logger);
        }
    }
}
