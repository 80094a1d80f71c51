using Microsoft.Extensions.Http;
using Sonetel.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives clients their tokens.</summary>
public static class SonetelAuthHttpClientBuilderExtensions
{
    /// <summary>Sends the client's requests with the default account's token.</summary>
    /// <param name="builder">The client.</param>
    /// <returns>The client, to add more handlers to.</returns>
    /// <remarks>
    /// Add retries and service discovery before this handler, and what has to see the token, such as a signature,
    /// after it.
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
    /// <param name="builder">The client.</param>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <returns>The client, to add more handlers to.</returns>
    public static IHttpClientBuilder AddSonetelAuthHandler(this IHttpClientBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);

        // Under ConfigureHttpClientDefaults the builder has no name, and configures all clients.
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
