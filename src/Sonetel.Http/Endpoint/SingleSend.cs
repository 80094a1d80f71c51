namespace Sonetel.Http;

/// <summary>
/// Marks a request that may be sent only once, and keeps its outcome. Clones of the request share the mark, because
/// they share its options.
/// </summary>
/// <param name="ct">Cancels the request, independently of the attempt that started it.</param>
internal sealed class SingleSend(Ct ct)
{
    private static readonly HttpRequestOptionsKey<SingleSend> Key = new("Sonetel.Http.SingleSend");

    private readonly TaskCompletionSource<ResponseCopy> _outcome = new();
    private int _started;

    public Ct Ct => ct;

    /// <summary>
    /// The outcome, or <see langword="null"/> while the request has not reached the innermost handler.
    /// </summary>
    public Task<ResponseCopy>? Outcome => Volatile.Read(ref _started) == 0 ? null : _outcome.Task;

    public static SingleSend Mark(HttpRequestMessage request, Ct ct)
    {
        var single = new SingleSend(ct);
        request.Options.Set(Key, single);
        return single;
    }

    public static SingleSend? Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var single) ? single : null;

    /// <summary>Whether the caller is the first, and has to send the request.</summary>
    public bool TryStart() => Interlocked.Exchange(ref _started, 1) == 0;

    public void Complete(ResponseCopy response) => _outcome.TrySetResult(response);

    public void Fail(Exception cause)
    {
        _outcome.TrySetException(cause);

        // Observes the exception, because no attempt may be waiting any more.
        _ = _outcome.Task.Exception;
    }
}
