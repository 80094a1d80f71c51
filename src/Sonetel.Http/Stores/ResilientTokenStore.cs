using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>A store as a renewal uses it: one that cannot be reached is told once per outage, and done without unless the account's options forbid it.</summary>
internal sealed partial class ResilientTokenStore(ITokenStore store, TimeProvider time, ILogger<ResilientTokenStore> logger)
{
    /// <summary>Whether other processes may see what it holds.</summary>
    public bool IsShared => store is not MemoryTokenStore;

    public async ValueTask<TokenSet?> GetAsync(bool async, AccountSettings account, Ct ct) =>
        Readable(account, await ReachAsync(async, account, StoreOperation.Read, static (store, account, ct) => store.GetAsync(account, ct), null, ct).ConfigureAwait(false));

    /// <summary>What the store holds, or nothing if it cannot be asked, whatever the options say.</summary>
    public async ValueTask<TokenSet?> TryGetAsync(bool async, AccountSettings account) =>
        Readable(account, await TryReachAsync(async, account, StoreOperation.Read, static (store, account, ct) => store.GetAsync(account, ct), null, Ct.None).ConfigureAwait(false));

    /// <summary>Whether the store took the set; not if it could not be asked.</summary>
    public ValueTask<bool> TrySetAsync(bool async, AccountSettings account, TokenSet tokens, Ct ct) =>
        ReachAsync(async, account, StoreOperation.Write, (store, account, ct) => store.SetAsync(account, tokens, ct), false, ct);

    /// <summary>Whether the store took the set, or could not be asked: what the endpoint gave is not lost with the store.</summary>
    public ValueTask<bool> OfferAsync(bool async, AccountSettings account, TokenSet tokens) =>
        TryReachAsync(async, account, StoreOperation.Write, (store, account, ct) => store.SetAsync(account, tokens, ct), true, Ct.None);

    /// <summary>The right to renew, or nothing where the store cannot be reached.</summary>
    public ValueTask<IAsyncDisposable?> LockAsync(bool async, AccountSettings account, Ct ct) =>
        ReachAsync(async, account, StoreOperation.Lock, static (store, account, ct) => Nullable(store.LockAsync(account, ct)), null, ct);

    public async ValueTask ReleaseAsync(bool async, AccountSettings account, IAsyncDisposable? turn)
    {
        if (turn is not null)
        {
            await TryReachAsync(async, account, StoreOperation.Release, (_, _, _) => AsResult(turn.DisposeAsync()), true, Ct.None).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets an account's tokens under its lock, and gives what there was: the store's or, if that is later, the process's own.</summary>
    public async ValueTask<TokenSet?> ForgetAsync(AccountSettings account, TokenSet? held, TokenTypeHint? only, Ct ct)
    {
        var turn = await LockAsync(async: true, account, ct).ConfigureAwait(false);

        try
        {
            var stored = await GetAsync(async: true, account, ct).ConfigureAwait(false);
            var tokens = held is null or { IsForgotten: true } ? stored ?? held : stored?.Generation > held.Generation ? stored : held;

            // The refresh token that stays must outlive this process.
            if (only is TokenTypeHint.AccessToken && tokens is { RefreshToken: not null })
            {
                await TrySetAsync(async: true, account, tokens.WithoutAccess(), ct).ConfigureAwait(false);
            }
            else
            {
                await ReachAsync(async: true, account, StoreOperation.Write, static (store, account, ct) => AsResult(store.RemoveAsync(account, ct)), true, ct).ConfigureAwait(false);
            }

            return tokens;
        }
        finally
        {
            await ReleaseAsync(async: true, account, turn).ConfigureAwait(false);
        }
    }

    // A store of the user's own may give anything, nulls where none can stand included.
    private TokenSet? Readable(AccountSettings account, TokenSet? stored)
    {
        if (stored is null || (stored.AccessToken is { Value.Length: > 0, Scheme.Length: > 0 } access
            && TokenSyntax.IsPrintable(access.Value) && TokenSyntax.IsScheme(access.Scheme) && TokenSyntax.IsPrintable(stored.RefreshToken)))
        {
            return stored;
        }

        Log.StoredTokensUnreadable(logger, account.Name);
        return null;
    }

    private static async ValueTask<IAsyncDisposable?> Nullable(ValueTask<IAsyncDisposable> pending) => await pending.ConfigureAwait(false);

    private static async ValueTask<bool> AsResult(ValueTask pending)
    {
        await pending.ConfigureAwait(false);
        return true;
    }
}
