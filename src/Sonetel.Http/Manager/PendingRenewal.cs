using System.Diagnostics.CodeAnalysis;

namespace Sonetel.Http;

/// <summary>One renewal that any number of callers wait for. Each may leave alone; the renewal goes on.</summary>
[SuppressMessage(
    "Reliability", "CA1001", Justification = "It has no timer, and a late Cancel must not meet a disposed one.")]
internal sealed class PendingRenewal(IRenewalScheduler scheduler)
{
    private readonly TaskCompletionSource<RenewalResult> _completion = new(scheduler.Completion);
    private readonly CancellationTokenSource _cancellation = new();
    private Func<bool, Task>? _run;
    private int _waiting;

    public required TokenRequestTrace Trace { get; init; }

    public Ct Ct => _cancellation.Token;

    /// <summary>How many callers wait for it now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Runs on the pool, or on a thread of its own.</summary>
    /// <param name="onPool">Whether the pool may be trusted with it.</param>
    /// <param name="run">The renewal; it is told whether it runs on the pool.</param>
    public void Start(bool onPool, Func<bool, Task> run)
    {
        _run = run;

        if (onPool)
        {
            scheduler.Start(static pending => Observe(((PendingRenewal)pending!).Take()?.Invoke(true)), this);
        }
        else
        {
            StartOnOwnThread();
        }
    }

    /// <summary>Waits for the result.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async ValueTask<RenewalResult> WaitAsync(bool async, TimeSpan limit, TimeProvider time, Ct ct)
    {
        Interlocked.Increment(ref _waiting);

        try
        {
            if (!async)
            {
                // The pool may never come to it: all of its threads may be callers that wait here.
                StartOnOwnThread();
            }

            var completed = _completion.Task.WaitAsync(limit, time, ct);
            return async ? await completed.ConfigureAwait(false) : completed.GetAwaiter().GetResult();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Waits to the end, however long that takes.</summary>
    /// <remarks>
    /// Of several that await one task, .NET continues all but one on the pool; a wait with a limit is a task of its own.
    /// </remarks>
    public Task<RenewalResult> EndAsync(TimeProvider time, Ct ct) =>
        _completion.Task.WaitAsync(TimeSpan.FromDays(1), time, ct);

    public void Complete(RenewalResult result) => _completion.TrySetResult(result);

    public void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the user's own threw; the renewal is cancelled all the same.
        }
    }

    // Whoever comes first runs it: the pool, or a caller that blocks.
    private Func<bool, Task>? Take() => Interlocked.Exchange(ref _run, null);

    private void StartOnOwnThread()
    {
        if (Take() is not { } run)
        {
            return;
        }

        try
        {
            scheduler.StartThread(static run => Observe(((Func<bool, Task>)run!)(false)), run);
        }
        catch (Exception)
        {
            // The process can have no further thread. The pool comes to it, at the latest when those who block leave.
            scheduler.Start(static run => Observe(((Func<bool, Task>)run!)(true)), run);
        }
    }

    // The result is there before the run can fail: only a logger throws after that, and there is nobody to tell.
    private static void Observe(Task? running) => running?.ContinueWith(
        static failed => failed.Exception,
        Ct.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
