using Google.Apis.Http;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>Everyone over one inner handler, each with a token of 1,080 characters in its cache.</summary>
internal sealed class Contenders : IDisposable
{
    private readonly ServiceProvider _provider;
    private readonly StubTokenEndpoint _endpoint = new();
    private readonly TokenClient _tokens;

    public Contenders(HttpMessageHandler inner, Uri address)
    {
        NamedAccounts.Forget();
        _tokens = new TokenClient(_endpoint);
        _provider = SonetelAccounts.Provider(_endpoint, NamedAccounts.Names);
        NoHandler = new HttpMessageInvoker(inner);
        ConstantHeader = Over(inner, new ConstantHeaderHandler());
        LookingHeader = Over(inner, new LookingHeaderHandler());
        AwaitingHeader = Over(inner, new AwaitingHeaderHandler());
        Sonetel = SonetelAccounts.Invoker(_provider, inner);
        MemoryCache = Over(inner, new MemoryCacheTokenHandler(_tokens));
        Msal = Over(inner, new MsalTokenHandler(_endpoint));
        AzureWithoutToken = new AzurePipeline(inner, null);
        Azure = new AzurePipeline(inner, new StubCredential(_tokens));
        GoogleWithoutToken = GoogleClients.Create(inner, null);
        Google = GoogleClients.Create(inner, GoogleClients.Credential(_endpoint, GoogleClients.Cached()));
        RestSharpWithoutToken = new RestSharpClient(inner, address, signedIn: false);
        RestSharp = new RestSharpClient(inner, address, signedIn: true);
        SignIn();
    }

    public HttpMessageInvoker NoHandler { get; }

    public HttpMessageInvoker ConstantHeader { get; }

    public HttpMessageInvoker LookingHeader { get; }

    public HttpMessageInvoker AwaitingHeader { get; }

    public HttpMessageInvoker Sonetel { get; }

    public HttpMessageInvoker MemoryCache { get; }

    public HttpMessageInvoker Msal { get; }

    public AzurePipeline AzureWithoutToken { get; }

    public AzurePipeline Azure { get; }

    public ConfigurableHttpClient GoogleWithoutToken { get; }

    public ConfigurableHttpClient Google { get; }

    public RestSharpClient RestSharpWithoutToken { get; }

    public RestSharpClient RestSharp { get; }

    public void Dispose()
    {
        _provider.Dispose();
        _tokens.Dispose();
        _endpoint.Dispose();
    }

    private static HttpMessageInvoker Over(HttpMessageHandler inner, DelegatingHandler handler)
    {
        handler.InnerHandler = inner;
        return new HttpMessageInvoker(handler);
    }

    private void SignIn()
    {
        var accounts = _provider.GetRequiredService<ISonetelAuthFactory>();

        foreach (var name in NamedAccounts.Names.Prepend(string.Empty))
        {
            accounts.Get(name).GetAccessTokenAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
