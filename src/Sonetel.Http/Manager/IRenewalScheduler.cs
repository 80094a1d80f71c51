namespace Sonetel.Http;

/// <summary>
/// Starts renewals. The simulation in the tests replaces it to run everything on one thread, in an order set by a seed.
/// </summary>
internal interface IRenewalScheduler
{
    /// <summary>The creation options of the tasks that callers wait for.</summary>
    TaskCreationOptions Completion { get; }

    /// <summary>Runs <paramref name="run"/> without the caller's execution context.</summary>
    void Start(Action<object?> run, object? state);

    /// <summary>
    /// Runs <paramref name="run"/> on a new thread, because blocking callers may occupy all threads of the pool.
    /// </summary>
    /// <exception cref="OutOfMemoryException">No further thread can be created.</exception>
    void StartThread(Action<object?> run, object? state);
}
