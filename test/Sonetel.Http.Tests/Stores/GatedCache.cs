using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests.Stores;

/// <summary>A cache that holds back the answer to one read, as a slow connection does.</summary>
internal sealed class GatedCache : IDistributedCache
{
    private readonly MemoryDistributedCache _memory = new(Options.Create(new MemoryDistributedCacheOptions()));
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _holdsNext;

    /// <summary>Holds the next read.</summary>
    /// <returns>A task that ends when the read has arrived.</returns>
    public Task HoldNextRead()
    {
        _holdsNext = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _holdsNext.Task;
    }

    /// <summary>Lets the held read go on.</summary>
    /// <returns>A task that ends after the next write.</returns>
    public Task ReleaseAsync()
    {
        _released.TrySetResult();
        return _written.Task;
    }

    public async Task<byte[]?> GetAsync(string key, Ct token = default)
    {
        var value = await _memory.GetAsync(key, token);

        if (Interlocked.Exchange(ref _holdsNext, null) is { } held)
        {
            held.SetResult();
            await _released.Task.WaitAsync(token);
        }

        return value;
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, Ct token = default)
    {
        await _memory.SetAsync(key, value, options, token);

        if (_released.Task.IsCompleted)
        {
            _written.TrySetResult();
        }
    }

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, Ct token = default) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, Ct token = default) => throw new NotSupportedException();
}
