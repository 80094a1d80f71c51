using Microsoft.Extensions.Caching.Distributed;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>A distributed cache whose calls are counted, as those of the library's stores are.</summary>
internal sealed class CountedCache(IDistributedCache cache, StoreMeter meter) : IDistributedCache
{
    public byte[]? Get(string key) => Counted().Get(key);

    public Task<byte[]?> GetAsync(string key, Ct token = default) => Counted().GetAsync(key, token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Counted().Set(key, value, options);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, Ct token = default) =>
        Counted().SetAsync(key, value, options, token);

    public void Refresh(string key) => Counted().Refresh(key);

    public Task RefreshAsync(string key, Ct token = default) => Counted().RefreshAsync(key, token);

    public void Remove(string key) => Counted().Remove(key);

    public Task RemoveAsync(string key, Ct token = default) => Counted().RemoveAsync(key, token);

    private IDistributedCache Counted()
    {
        meter.Called();
        return cache;
    }
}
