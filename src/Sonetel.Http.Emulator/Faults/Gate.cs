using System.Threading.Channels;

namespace Sonetel.Http.Emulator;

/// <summary>Holds token requests, so that further callers of a test can arrive meanwhile.</summary>
internal sealed class Gate
{
    private readonly Channel<int> _arrivals = Channel.CreateUnbounded<int>();
    private TaskCompletionSource? _closed;

    public IDisposable Hold()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _closed, closed);
        return new Release(this, closed);
    }

    public async Task ArrivedAsync(Ct ct) => await _arrivals.Reader.ReadAsync(ct);

    public Task PassAsync(int number, Ct ct)
    {
        _arrivals.Writer.TryWrite(number);
        return Volatile.Read(ref _closed)?.Task.WaitAsync(ct) ?? Task.CompletedTask;
    }

    private sealed class Release(Gate gate, TaskCompletionSource closed) : IDisposable
    {
        public void Dispose()
        {
            // Another Hold may have replaced this one.
            Interlocked.CompareExchange(ref gate._closed, null, closed);
            closed.TrySetResult();
        }
    }
}
