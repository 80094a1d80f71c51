using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Sonetel.Http;

/// <summary>Puts the handler into a client's pipeline, once, and never into a token client's.</summary>
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

    /// <summary>A client's own handler takes the place of one that all clients got.</summary>
    public static void AddToClient(HttpClientFactoryOptions options, string account) =>
        options.HttpMessageHandlerBuilderActions.Add(builder => Replace(builder, account));

    public static void AddToAll(HttpClientFactoryOptions options, string account) =>
        options.HttpMessageHandlerBuilderActions.Add(builder => AddIfNone(builder, account));

    /// <summary>The factory's own logging shows headers at Trace; whatever else it may show, it does not show a
    /// token.</summary>
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
