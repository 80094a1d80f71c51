using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Sonetel.Http;

/// <summary>Configures the HTTP clients that send token requests.</summary>
internal static class TokenClientPipeline
{
    public static void AddShared(IServiceCollection services) => Add(services, TokenClients.SharedName);

    public static IHttpClientBuilder Add(IServiceCollection services, string clientName)
    {
        var client = services.AddHttpClient(clientName)
            // TokenEndpoint has its own time limit, which includes the response's body.
            .ConfigureHttpClient(static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(TokenClientHandlers.CreatePrimary)
            // A logger of bodies that is configured for all clients would show passwords and tokens.
            .RemoveAllLoggers();

        services.PostConfigure<HttpClientFactoryOptions>(clientName, static options =>
        {
            options.ShouldRedactHeaderValue = static _ => true;
            options.HttpMessageHandlerBuilderActions.Add(Complete);
        });

        return client;
    }

    // Runs after the user's configuration, so that our handler is the innermost one.
    private static void Complete(HttpMessageHandlerBuilder builder)
    {
        Protect(builder.PrimaryHandler);
        builder.PrimaryHandler = new SendOnceHandler(builder.PrimaryHandler);
    }

    // Also applies to a primary handler of the user, for example one with a client certificate. A redirect, or the
    // machine's proxy for a loopback endpoint, would carry the credentials off. A proxy that is set on the handler is
    // kept.
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
            // The user's handler has sent a request before and cannot be changed any more, so it keeps its settings.
        }
    }
}
