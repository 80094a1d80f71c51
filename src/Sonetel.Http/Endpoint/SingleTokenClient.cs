namespace Sonetel.Http;

/// <summary>The token client of a handler without a container, configured like the container's.</summary>
internal sealed class SingleTokenClient : IHttpClientFactory, IDisposable
{
    private readonly SendOnceHandler _handler = new(CreatePrimary());

    // TokenTransport has its own limit, which includes the response's body.
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
