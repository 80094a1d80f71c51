using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>Keeps tokens in any distributed cache. A cache has no lock, so renewals are one at a time within this process only.</summary>
internal sealed class DistributedCacheTokenStore(
    IDistributedCache cache,
    TokenSetCodec codec,
    DistributedCacheTokenStoreOptions options,
    TimeProvider time,
    ILogger<DistributedCacheTokenStore> logger) : ITokenStore
{
    private readonly KeyedLock _locks = new();

    public async ValueTask<TokenSet?> GetAsync(string account, CancellationToken cancellationToken)
    {
        if (await cache.GetAsync(options.KeyPrefix + account, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        var tokens = codec.Read(account, bytes);

        if (tokens is null)
        {
            Log.StoredTokensUnreadable(logger, account);
        }

        return tokens;
    }

    // Read and write are two steps: of two processes that write at once the later one wins.
    public async ValueTask<bool> SetAsync(string account, TokenSet tokens, CancellationToken cancellationToken)
    {
        if (await GetAsync(account, cancellationToken).ConfigureAwait(false) is { } held && held.Generation >= tokens.Generation)
        {
            return false;
        }

        var left = tokens.RefreshToken is null ? tokens.AccessToken.ExpiresAt - time.GetUtcNow() : options.RefreshTokenLifetime;

        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        // Relative, because the cache's clock is not ours.
        var entry = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = left };
        await cache.SetAsync(options.KeyPrefix + account, codec.Write(account, tokens), entry, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask RemoveAsync(string account, CancellationToken cancellationToken) =>
        await cache.RemoveAsync(options.KeyPrefix + account, cancellationToken).ConfigureAwait(false);

    public ValueTask<IAsyncDisposable> LockAsync(string account, CancellationToken cancellationToken) => _locks.EnterAsync(account, cancellationToken);
}
