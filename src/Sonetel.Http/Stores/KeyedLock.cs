namespace Sonetel.Http;

/// <summary>A lock per key, within this process, that costs nothing while nobody holds it.</summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public ValueTask<IAsyncDisposable> EnterAsync(string key, Ct ct)
    {
        Entry? entry;

        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out entry))
            {
                _entries[key] = entry = new Entry();
            }

            entry.Users++;
        }

        // Nobody else is there: entered at once, without a task.
        return entry.Gate.Wait(0, Ct.None) ? new ValueTask<IAsyncDisposable>(new Turn(this, key, entry)) : WaitAsync(key, entry, ct);
    }

    private async ValueTask<IAsyncDisposable> WaitAsync(string key, Entry entry, Ct ct)
    {
        try
        {
            await entry.Gate.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            Leave(key, entry);
            throw;
        }

        return new Turn(this, key, entry);
    }

    private void Leave(string key, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Users == 0)
            {
                _entries.Remove(key);
                entry.Gate.Dispose();
            }
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Turn(KeyedLock owner, string key, Entry entry) : IAsyncDisposable
    {
        private int _left;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                entry.Gate.Release();
                owner.Leave(key, entry);
            }

            return ValueTask.CompletedTask;
        }
    }
}
