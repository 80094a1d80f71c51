namespace Sonetel.Http;

/// <summary>One renewal that any number of callers wait for. Each may leave alone; the flight goes on.</summary>
internal sealed class Flight(AccountSettings settings) : IDisposable
{
    // The callers go on elsewhere: one that blocks must not hold up those behind it.
    private readonly TaskCompletionSource<Landing> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancellation = new();
    private Func<bool, Task>? _fly;

    public AccountSettings Settings { get; } = settings;

    public Task<Landing> Landed => _landing.Task;

    public Ct Ct => _cancellation.Token;

    public static Flight AlreadyLanded(AccountSettings settings, Landing landing)
    {
        var flight = new Flight(settings);
        flight.Land(landing);
        return flight;
    }

    /// <summary>Flies on the pool, or on a thread of its own.</summary>
    /// <param name="onPool">Whether the pool is to be trusted with it.</param>
    /// <param name="fly">The flight; it is told whether it runs on the pool.</param>
    public void Begin(bool onPool, Func<bool, Task> fly)
    {
        _fly = fly;

        if (onPool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static flight => Observe(flight.Take()?.Invoke(true)), this, preferLocal: false);
        }
        else
        {
            BeginOnOwnThread();
        }
    }

    public async ValueTask<Landing> WaitAsync(bool async, Ct ct)
    {
        if (async)
        {
            return await Landed.WaitAsync(ct).ConfigureAwait(false);
        }

        // The pool may never come to it: all of its threads may be callers that wait here.
        BeginOnOwnThread();
        Landed.Wait(ct);
        return Landed.Result;
    }

    public void Land(Landing landing) => _landing.TrySetResult(landing);

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    // Whoever comes first flies: the pool, or a caller that blocks.
    private Func<bool, Task>? Take() => Interlocked.Exchange(ref _fly, null);

    private void BeginOnOwnThread()
    {
        if (Take() is { } fly)
        {
            new Thread(() => Observe(fly(false))) { IsBackground = true, Name = "Sonetel.Http token request" }.UnsafeStart();
        }
    }

    // The flight has landed before it can fail: only a logger throws after that, and there is nobody to tell.
    private static void Observe(Task? flying) =>
        flying?.ContinueWith(static failed => failed.Exception, Ct.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
