namespace Sonetel.Http;

/// <summary>One renewal that any number of callers wait for. Each may leave alone; the pending goes on.</summary>
internal sealed class PendingRenewal(AccountSettings settings) : IDisposable
{
    // The callers go on elsewhere: one that blocks must not hold up those behind it.
    private readonly TaskCompletionSource<RenewalResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancellation = new();
    private Func<bool, Task>? _run;

    public AccountSettings Settings { get; } = settings;

    public Task<RenewalResult> Completion => _completion.Task;

    public Ct Ct => _cancellation.Token;

    public static PendingRenewal Completed(AccountSettings settings, RenewalResult result)
    {
        var pending = new PendingRenewal(settings);
        pending.Complete(result);
        return pending;
    }

    /// <summary>Flies on the pool, or on a thread of its own.</summary>
    /// <param name="onPool">Whether the pool is to be trusted with it.</param>
    /// <param name="run">The pending; it is told whether it runs on the pool.</param>
    public void Start(bool onPool, Func<bool, Task> run)
    {
        _run = run;

        if (onPool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static pending => Observe(pending.Take()?.Invoke(true)), this, preferLocal: false);
        }
        else
        {
            BeginOnOwnThread();
        }
    }

    public async ValueTask<RenewalResult> WaitAsync(bool async, Ct ct)
    {
        if (async)
        {
            return await Completion.WaitAsync(ct).ConfigureAwait(false);
        }

        // The pool may never come to it: all of its threads may be callers that wait here.
        BeginOnOwnThread();
        Completion.Wait(ct);
        return Completion.Result;
    }

    public void Complete(RenewalResult result) => _completion.TrySetResult(result);

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    // Whoever comes first flies: the pool, or a caller that blocks.
    private Func<bool, Task>? Take() => Interlocked.Exchange(ref _run, null);

    private void BeginOnOwnThread()
    {
        if (Take() is { } run)
        {
            new Thread(() => Observe(run(false))) { IsBackground = true, Name = "Sonetel.Http token request" }.UnsafeStart();
        }
    }

    // The pending has landed before it can fail: only a logger throws after that, and there is nobody to tell.
    private static void Observe(Task? running) =>
        running?.ContinueWith(static failed => failed.Exception, Ct.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
