using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>
/// Logs once per key that the store's value cannot be read. It is not an outage, because other values may be readable.
/// </summary>
internal sealed class UnreadableKeys(ILogger logger)
{
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    public void Add(string key, Exception failure)
    {
        if (_keys.TryAdd(key, true))
        {
            Log.StoredTokensUnreadable(logger, key, failure);
        }
    }

    public void Remove(string key)
    {
        if (!_keys.IsEmpty)
        {
            _keys.TryRemove(key, out _);
        }
    }
}
