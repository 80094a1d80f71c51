using Microsoft.Extensions.Http;
using Sonetel.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add an account's token to the requests of HTTP clients.</summary>
public static class SonetelAuthHttpClientBuilderExtensions
{
    /// <summary>Sends the client's requests with the default account's token.</summary>
    /// <param name="builder">The builder of the client.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Add retries and service discovery before this handler. Add a handler that has to see the token, for example to
    /// sign the request, after it.
    /// </remarks>
    /// <example>
    /// <code>
    /// services.AddHttpClient&lt;AccountClient&gt;(c =&gt; c.BaseAddress = new Uri("https://public-api.sonetel.com"))
    ///     .AddSonetelAuthHandler();
    /// </code>
    /// </example>
    public static IHttpClientBuilder AddSonetelAuthHandler(this IHttpClientBuilder builder) =>
        builder.AddSonetelAuthHandler(Options.Options.DefaultName);

    /// <summary>Sends the client's requests with the token of the account <paramref name="name"/>.</summary>
    /// <param name="builder">The builder of the client.</param>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddSonetelAuthHandler(this IHttpClientBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);

        // ConfigureHttpClientDefaults passes a builder without a name, which configures all clients.
        if (builder.Name is null)
        {
            builder.Services.ConfigureAll<HttpClientFactoryOptions>(
                options => SonetelAuthHandlerRegistration.AddToAll(options, name));
            builder.Services.PostConfigureAll<HttpClientFactoryOptions>(SonetelAuthHandlerRegistration.Redact);
            return builder;
        }

        builder.Services.Configure<HttpClientFactoryOptions>(
            builder.Name, options => SonetelAuthHandlerRegistration.AddToClient(options, name));
        builder.Services.PostConfigure<HttpClientFactoryOptions>(builder.Name, SonetelAuthHandlerRegistration.Redact);
        return builder;
    }
}
