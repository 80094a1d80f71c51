using System.Net;
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
            // The endpoint's own limit counts the response's body too.
            .ConfigureHttpClient(static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(TokenClientHandlers.CreatePrimary)
            // Body logging that is set up for all clients would show passwords and tokens.
            .RemoveAllLoggers();

        services.PostConfigure<HttpClientFactoryOptions>(clientName, static options =>
        {
            options.ShouldRedactHeaderValue = static _ => true;
            options.HttpMessageHandlerBuilderActions.Add(Complete);
        });

        return client;
    }

    // After all that the user configured: whatever handlers there are, the innermost one is ours.
    private static void Complete(HttpMessageHandlerBuilder builder)
    {
        Protect(builder.PrimaryHandler);
        builder.PrimaryHandler = new SendOnceHandler(builder.PrimaryHandler);
    }

    // Also a primary handler of the user's own, for a certificate for example: a redirect would take the credentials
    // along, and so would a
    // proxy that nobody chose for this client. A proxy that is set on the handler stays.
    private static void Protect(HttpMessageHandler handler)
    {
        switch (handler)
        {
            case SocketsHttpHandler { AllowAutoRedirect: true } sockets:
                sockets.AllowAutoRedirect = false;
                Protect(sockets);
                break;
            case SocketsHttpHandler { Proxy: null } sockets:
                BypassProxy(proxy => sockets.Proxy = proxy);
                break;
            case HttpClientHandler { AllowAutoRedirect: true } client:
                client.AllowAutoRedirect = false;
                Protect(client);
                break;
            case HttpClientHandler { Proxy: null } client:
                BypassProxy(proxy => client.Proxy = proxy);
                break;
            case DelegatingHandler { InnerHandler: { } inner }:
                Protect(inner);
                break;
            default:
                break;
        }
    }

    private static void BypassProxy(Action<IWebProxy> set)
    {
        try
        {
            set(new LoopbackProxy());
        }
        catch (InvalidOperationException)
        {
            // A handler of the user's that is in use already takes no more settings; it stays as it was set up.
        }
    }
}
