using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Sonetel.Http;

/// <summary>
/// Adds the handler to a client's pipeline, at most once, and never to the pipeline of a token client.
/// </summary>
internal static class SonetelAuthHandlerRegistration
{
    public static SonetelAuthHandler Create(IServiceProvider provider, string account)
    {
        var managers = provider.GetService<TokenManagers>()
            ?? throw new InvalidOperationException(
                $"{AccountName.Describe(account)} is not known: "
                + "register it with services.AddSonetelAuth(...) beside AddSonetelAuthHandler.");
        return new SonetelAuthHandler(managers, provider.GetRequiredService<DisallowedHostWarnings>(), account);
    }

    /// <summary>Adds a client's own handler, which replaces a handler that was added for all clients.</summary>
    public static void AddToClient(HttpClientFactoryOptions options, string account) =>
        options.HttpMessageHandlerBuilderActions.Add(builder => Replace(builder, account));

    public static void AddToAll(HttpClientFactoryOptions options, string account) =>
        options.HttpMessageHandlerBuilderActions.Add(builder => AddIfNone(builder, account));

    /// <summary>
    /// Redacts the <c>Authorization</c> header in the factory's own logging, which shows headers at Trace.
    /// </summary>
    public static void Redact(HttpClientFactoryOptions options)
    {
        var others = options.ShouldRedactHeaderValue;
        options.ShouldRedactHeaderValue =
            name => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || others(name);
    }

    private static void Replace(HttpMessageHandlerBuilder builder, string account)
    {
        if (TokenClients.IsTokenClient(builder.Name))
        {
            return;
        }

        foreach (var replaced in builder.AdditionalHandlers.OfType<SonetelAuthHandler>().ToArray())
        {
            builder.AdditionalHandlers.Remove(replaced);
        }

        builder.AdditionalHandlers.Add(Create(builder.Services, account));
    }

    private static void AddIfNone(HttpMessageHandlerBuilder builder, string account)
    {
        if (!TokenClients.IsTokenClient(builder.Name) && !builder.AdditionalHandlers.OfType<SonetelAuthHandler>().Any())
        {
            builder.AdditionalHandlers.Add(Create(builder.Services, account));
        }
    }
}
