namespace Sonetel.Http;

/// <summary>The token client without a container: one pool of connections, set up as the container's is.</summary>
internal sealed class SingleTokenClient : IHttpClientFactory, IDisposable
{
    private readonly SendOnceHandler _handler = new(CreatePrimary());

    // The endpoint's own limit counts the response's body too.
    public HttpClient CreateClient(string name) =>
        new(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _handler.Dispose();

    private static SocketsHttpHandler CreatePrimary()
    {
        var handler = TokenClientHandlers.CreatePrimary();
        handler.Proxy = new LoopbackProxy();
        return handler;
    }
}
