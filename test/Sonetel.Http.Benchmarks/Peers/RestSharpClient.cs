using RestSharp;
using RestSharp.Authenticators.OAuth2;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>RestSharp over the same inner handler, with its OAuth2 authenticator or, as its own baseline, without.</summary>
internal sealed class RestSharpClient(HttpMessageHandler inner, Uri address, bool signedIn) : IDisposable
{
    private readonly RestClient _client = new(new RestClientOptions(address)
    {
        ConfigureMessageHandler = _ => inner,
        Authenticator = signedIn ? new OAuth2AuthorizationRequestHeaderAuthenticator(StubTokenEndpoint.Token(1), "Bearer") : null,
    });

    public Task<RestResponse> SendAsync(Ct ct) => _client.ExecuteAsync(new RestRequest(), ct);

    public void Dispose() => _client.Dispose();
}
