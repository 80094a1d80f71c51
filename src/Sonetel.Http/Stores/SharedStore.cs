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

    /// <summary>Forgets an account's tokens under its lock, and gives what there was: the store's or, if that is later, the process's own.</summary>
    public async ValueTask<TokenSet?> ForgetAsync(AccountSettings account, TokenSet? held, TokenTypeHint? only, Ct ct)
    {
        var turn = await LockAsync(async: true, account, ct).ConfigureAwait(false);

        try
        {
            var stored = await GetAsync(async: true, account, ct).ConfigureAwait(false);
            var tokens = stored?.Generation > (held?.Generation ?? 0) ? stored : held;

            // The refresh token that stays must outlive this process.
            if (only is TokenTypeHint.AccessToken && tokens is { RefreshToken: not null })
            {
                await SetAsync(async: true, account, tokens.WithoutAccess(), ct).ConfigureAwait(false);
            }
            else
            {
                await RemoveAsync(account, ct).ConfigureAwait(false);
            }

            return tokens;
        }
        finally
        {
            await ReleaseAsync(async: true, account, turn).ConfigureAwait(false);
        }
    }

    /// <summary>The right to renew, or nothing where the store cannot be reached. Whoever holds it may need two token requests, so the wait is longer than these.</summary>
    public ValueTask<IAsyncDisposable?> LockAsync(bool async, AccountSettings account, Ct ct) =>
        ReachAsync(async, account, static (store, account, ct) => Nullable(store.LockAsync(account, ct)), null, 3, ct);

    public async ValueTask ReleaseAsync(bool async, AccountSettings account, IAsyncDisposable? turn)
    {
        if (turn is null)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(account.Options.TokenRequestTimeout, time);

        try
        {
            await StoreCall.WaitAsync(async, AsResult(turn.DisposeAsync()), timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    private async ValueTask RemoveAsync(AccountSettings account, Ct ct) =>
        await ReachAsync(async: true, account, static (store, account, ct) => AsResult(store.RemoveAsync(account, ct)), true, 1, ct).ConfigureAwait(false);

    private async ValueTask<T> ReachAsync<T>(bool async, AccountSettings account, Func<ITokenStore, string, Ct, ValueTask<T>> call, T without, int timeouts, Ct ct)
    {
        using var timeout = new CancellationTokenSource(account.Options.TokenRequestTimeout * timeouts, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);

        try
        {
            var result = await StoreCall.WaitAsync(async, call(store, account.Name, bounded.Token), bounded.Token).ConfigureAwait(false);
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
