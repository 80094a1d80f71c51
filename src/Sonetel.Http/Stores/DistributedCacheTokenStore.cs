using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace Sonetel.Http;

/// <summary>
/// Keeps tokens in any distributed cache. A cache has no conditional write, so of two processes that write at the same
/// time, both may be told that their write was accepted; the later one stays.
/// </summary>
internal sealed class DistributedCacheTokenStore(
    IDistributedCache cache, ITokenProtector? protector, DistributedCacheTokenStoreOptions options) : ITokenStore
{
    // The cache adds the lifetime to its clock, and rejects a sum that overflows.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    // Within this process the comparison and the write are one step for each row: else a delayed heartbeat could
    // overwrite the renewed tokens.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _writing = new(StringComparer.Ordinal);

    public async ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var bytes = await cache.GetAsync(options.KeyPrefix + key, cancellationToken).ConfigureAwait(false);
        return bytes is null ? null : TokenSetSerializer.Deserialize(key, bytes, protector);
    }

    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken)
    {
        var writing = _writing.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);

        try
        {
            return await CompareAndSetAsync(key, tokens, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private async ValueTask<bool> CompareAndSetAsync(string key, TokenSet tokens, Ct ct)
    {
        var held = await GetAsync(key, ct).ConfigureAwait(false);

        if ((held?.Generation ?? 0) != tokens.Generation - 1)
        {
            return false;
        }

        var bytes = TokenSetSerializer.Serialize(key, tokens, protector);
        await cache.SetAsync(options.KeyPrefix + key, bytes, Entry(tokens), ct).ConfigureAwait(false);
        return true;
    }

    // Relative, because the cache's clock may differ from this machine's. The next write may come only when the access
    // token expires, which may be after a year.
    private DistributedCacheEntryOptions Entry(TokenSet tokens)
    {
        var ofToken = (tokens.AccessToken?.ExpiresAt - tokens.AcquiredAt ?? TimeSpan.Zero).Ticks;
        var kept = options.RefreshTokenLifetime.Ticks;
        var ticks = ofToken > kept ? ofToken + kept : kept;
        return new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromTicks(Math.Min(ticks, Longest.Ticks)) };
    }
}
