using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Sonetel.Http;

/// <summary>Sets up the HttpClient that talks to token endpoints.</summary>
internal static class TokenClientPipeline
{
    public static void AddShared(IServiceCollection services) => Add(services, TokenClients.SharedName);

    public static IHttpClientBuilder Add(IServiceCollection services, string clientName)
    {
        var client = services.AddHttpClient(clientName)
            // TokenRequestTimeout is the limit, and it counts the answer's body too.
            .ConfigureHttpClient(static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            });

        services.PostConfigure<HttpClientFactoryOptions>(clientName, static options =>
        {
            options.ShouldRedactHeaderValue = static _ => true;
            options.HttpMessageHandlerBuilderActions.Add(static builder => NeverRedirect(builder.PrimaryHandler));
        });

        return client;
    }

    // Also a primary handler of the user's own, for a proxy or a certificate: a redirect would take the credentials along.
    private static void NeverRedirect(HttpMessageHandler handler)
    {
        switch (handler)
        {
            case SocketsHttpHandler { AllowAutoRedirect: true } sockets:
                sockets.AllowAutoRedirect = false;
                break;
            case HttpClientHandler { AllowAutoRedirect: true } client:
                client.AllowAutoRedirect = false;
                break;
            case DelegatingHandler { InnerHandler: { } inner }:
                NeverRedirect(inner);
                break;
            default:
                break;
        }
    }
}
