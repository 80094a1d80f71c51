namespace Sonetel.Http;

/// <summary>
/// Where renewals run. A simulation replaces it to run everything on one thread, in an order that a seed decides.
/// </summary>
internal interface IRenewalScheduler
{
    /// <summary>How the tasks that callers wait for are completed.</summary>
    TaskCreationOptions Completion { get; }

    /// <summary>Runs <paramref name="run"/> without the caller's execution context.</summary>
    void Start(Action<object?> run, object? state);

    /// <summary>Does the same on a thread of its own, for callers that may hold all threads of the pool.</summary>
    /// <exception cref="OutOfMemoryException">The process can have no further thread.</exception>
    void StartThread(Action<object?> run, object? state);
}
