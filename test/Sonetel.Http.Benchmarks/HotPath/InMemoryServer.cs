namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>The inner handler of all rows. One that answers later does so on the caller's own thread, when told to: neither timer nor thread pool is in
/// what is measured.</summary>
internal sealed class InMemoryServer(Completion completion) : HttpMessageHandler
{
    private TaskCompletionSource<HttpResponseMessage>? _waiting;
    private HttpRequestMessage? _request;

    /// <summary>Answers what was sent, if it still waits, and gives it back.</summary>
    public T Answer<T>(T sending)
        where T : Task
    {
        while (!sending.IsCompleted)
        {
            if (Interlocked.Exchange(ref _waiting, null) is { } waiting)
            {
                waiting.SetResult(Response(_request!));
            }
        }

        return sending;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        if (completion is Completion.AtOnce)
        {
            return Task.FromResult(Response(request));
        }

        _request = request;
        var waiting = new TaskCompletionSource<HttpResponseMessage>();
        Volatile.Write(ref _waiting, waiting);
        return waiting.Task;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken) => Response(request);

    private static HttpResponseMessage Response(HttpRequestMessage request) => new() { RequestMessage = request };
}
