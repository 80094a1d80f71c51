using Microsoft.Identity.Client;

namespace Sonetel.Http.Benchmarks.Peers;

internal sealed class MsalClientFactory(HttpMessageHandler handler) : IMsalHttpClientFactory
{
    private readonly HttpClient _client = new(handler, disposeHandler: false);

    public HttpClient GetHttpClient() => _client;
}
