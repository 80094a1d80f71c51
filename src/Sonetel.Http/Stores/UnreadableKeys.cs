using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>
/// Tells in the log, once per key, that what the store holds cannot be used. It is no outage: other keys may be fine.
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
