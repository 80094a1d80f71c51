using System.Net;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.Behaviour;

/// <summary>One way to call the API, over any token endpoint and any API. A call gives the status.</summary>
internal sealed record Client(string Name, Func<StubTokenEndpoint, StubApi, Func<Task<HttpStatusCode>>> Create)
{
    public static readonly Client[] All =
    [
        new("Sonetel.Http", static (endpoint, api) => Over(SonetelAccounts.Invoker(SonetelAccounts.Provider(endpoint), api))),
        new("SemaphoreSlim + IMemoryCache", static (endpoint, api) => Over(new HttpMessageInvoker(new MemoryCacheTokenHandler(new TokenClient(endpoint)) { InnerHandler = api }))),
        new("Azure.Core", static (endpoint, api) => Over(new AzurePipeline(api, new StubCredential(new TokenClient(endpoint))))),
        new("MSAL", static (endpoint, api) => Over(new HttpMessageInvoker(new MsalTokenHandler(endpoint) { InnerHandler = api }))),
        new("Google.Apis.Auth", static (endpoint, api) => Over(GoogleClients.Create(api, GoogleClients.Credential(endpoint, GoogleClients.Cold())))),
    ];

    private static Func<Task<HttpStatusCode>> Over(HttpMessageInvoker invoker) => async () =>
    {
        using var response = await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, Addresses.Api), default);
        return response.StatusCode;
    };

    private static Func<Task<HttpStatusCode>> Over(AzurePipeline pipeline) => async () => (HttpStatusCode)await pipeline.SendAsync(Addresses.Api, default);
}
