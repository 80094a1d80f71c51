namespace Sonetel.Http;

/// <summary>Runs renewals on the thread pool.</summary>
internal sealed class ThreadPoolScheduler : IRenewalScheduler
{
    // Callers go on elsewhere: one that blocks must not hold up those behind it.
    public TaskCreationOptions Completion => TaskCreationOptions.RunContinuationsAsynchronously;

    public void Start(Action<object?> run, object? state) =>
        ThreadPool.UnsafeQueueUserWorkItem(run, state, preferLocal: false);

    public void StartThread(Action<object?> run, object? state) =>
        new Thread(state => run(state)) { IsBackground = true, Name = "Sonetel.Http token request" }.UnsafeStart(state);
}
