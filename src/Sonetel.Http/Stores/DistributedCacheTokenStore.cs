using Microsoft.Extensions.Caching.Distributed;

namespace Sonetel.Http;

/// <summary>
/// Keeps tokens in any distributed cache. A cache has no conditional write: two processes may both be told that their
/// set was taken.
/// </summary>
internal sealed class DistributedCacheTokenStore(
    IDistributedCache cache, ITokenProtector? protector, DistributedCacheTokenStoreOptions options) : ITokenStore
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    // Relative, because the cache's clock is not ours; bounded, because the cache adds it to that clock, and the sum
    // must be a date.
    private readonly DistributedCacheEntryOptions _entry = new()
    {
        AbsoluteExpirationRelativeToNow = options.RefreshTokenLifetime < Longest
            ? options.RefreshTokenLifetime
            : Longest,
    };

    public async ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var bytes = await cache.GetAsync(options.KeyPrefix + key, cancellationToken).ConfigureAwait(false);
        return bytes is null ? null : TokenSetSerializer.Deserialize(key, bytes, protector);
    }

    // Read and write are two steps: of two processes that write at the same time both may be told that theirs was
    // taken, and the later one stays.
    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken)
    {
        var held = await GetAsync(key, cancellationToken).ConfigureAwait(false);

        if ((held?.Generation ?? 0) != tokens.Generation - 1)
        {
            return false;
        }

        var bytes = TokenSetSerializer.Serialize(key, tokens, protector);
        await cache.SetAsync(options.KeyPrefix + key, bytes, _entry, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
