using Google.Apis.Http;

namespace Sonetel.Http.Benchmarks.Peers;

internal sealed class GoogleTokenClientFactory(HttpMessageHandler handler) : HttpClientFactory
{
    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => handler;
}
