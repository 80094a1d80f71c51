using System.Diagnostics.CodeAnalysis;

namespace Sonetel.Http;

/// <summary>
/// One renewal that any number of callers wait for. A caller that cancels stops waiting; the renewal continues.
/// </summary>
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

    /// <summary>The number of callers that are waiting.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Starts the renewal on the thread pool or on a dedicated thread.</summary>
    /// <param name="onPool">Whether to use the thread pool.</param>
    /// <param name="run">The renewal; its argument says whether it runs on the pool.</param>
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
    /// <exception cref="TimeoutException">The renewal did not complete within <paramref name="limit"/>.</exception>
    public async ValueTask<RenewalResult> WaitAsync(bool async, TimeSpan limit, TimeProvider time, Ct ct)
    {
        Interlocked.Increment(ref _waiting);

        try
        {
            if (!async)
            {
                // The pool may never run the renewal, because all of its threads may be callers that block here.
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

    /// <summary>Waits until the renewal ends, without a time limit that matters.</summary>
    /// <remarks>
    /// The limit of a day gives each waiter a task of its own. Of several continuations of one task, .NET may run all
    /// but one on the pool, and a simulation runs on one thread.
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
            // A cancellation callback of the user's threw; the renewal is cancelled nevertheless.
        }
    }

    // The first to take it runs it: the pool, or the thread that a blocking caller starts.
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
            // No further thread can be created. The pool runs the renewal, at the latest when blocking
            // callers time out.
            scheduler.Start(static run => Observe(((Func<bool, Task>)run!)(true)), run);
        }
    }

    // Observes the exception of a failed run, so that it does not surface as an unobserved task exception. Callers have
    // their result by then.
    private static void Observe(Task? running) => running?.ContinueWith(
        static failed => failed.Exception,
        Ct.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
