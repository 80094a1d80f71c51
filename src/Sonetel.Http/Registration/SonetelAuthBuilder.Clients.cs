using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>
    /// The HTTP client that sends token requests. Use it to set a proxy, a client certificate or a resilience handler.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Reading this property for a named account creates a client for that account alone. Accounts for which it is
    /// never read share the default account's client.
    /// </para>
    /// <para>
    /// The client never follows redirects, even if the primary handler allows them, because a redirect would carry the
    /// credentials to another address. Requests to a loopback endpoint bypass the machine's proxy, but not a proxy that
    /// is set on the primary handler. The time limit of a request is
    /// <see cref="SonetelAuthOptions.TokenRequestTimeout"/>. A token request that <c>HttpClient.Send</c> waits for is
    /// sent with <c>Send</c>, so a handler that is added here has to override both <c>Send</c> and <c>SendAsync</c>.
    /// </para>
    /// <para>
    /// Retry and hedging handlers may be added here or by <c>ConfigureHttpClientDefaults</c>. A request that carries a
    /// refresh token is sent only once nevertheless: each further attempt receives the response to the first. A handler
    /// that clones requests has to copy their <c>Options</c>, as the handlers of Microsoft.Extensions.Http.Resilience
    /// do.
    /// </para>
    /// <para>
    /// The client has no loggers, not even those that are configured for all clients, because a logger of bodies would
    /// show user names, passwords, client secrets and tokens. <c>TokenClient.AddDefaultLogger()</c> adds the factory's
    /// default logger, which logs addresses, times, and headers without their values. <c>AddLogger</c> adds any other
    /// logger.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// services.AddSonetelAuth(o =&gt; o.UseSonetel(username, password))
    ///     .TokenClient.ConfigurePrimaryHttpMessageHandler(() =&gt; new SocketsHttpHandler { Proxy = proxy });
    /// </code>
    /// </example>
    // The getter registers the client, which looking at it in a debugger must not do.
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IHttpClientBuilder TokenClient
    {
        get
        {
            var clientName = TokenClients.NameFor(Name);

            if (!RegisteredAccounts.Of(Services).WithTokenClient.Add(Name))
            {
                return Services.AddHttpClient(clientName);
            }

            return Name.Length == 0
                ? Services.AddHttpClient(clientName)
                : TokenClientPipeline.Add(Services, clientName);
        }
    }

    /// <summary>
    /// Sends the requests of all clients of <c>IHttpClientFactory</c> with this account's token, if they go to one of
    /// its <see cref="SonetelAuthOptions.AllowedHosts"/>.
    /// </summary>
    /// <remarks>
    /// A client that has a <see cref="SonetelAuthHandler"/> of its own keeps it, and token clients never have one. Only
    /// one account can serve all clients.
    /// </remarks>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">Another account serves all clients already.</exception>
    public SonetelAuthBuilder AddToAllHttpClients()
    {
        var accounts = RegisteredAccounts.Of(Services);

        if (accounts.OfAllClients is { } other && other != Name)
        {
            throw new InvalidOperationException(
                $"{AccountName.Describe(other)} serves all clients already, so {AccountName.Describe(Name)} cannot: "
                + "give each client its account with AddSonetelAuthHandler, or each request with UseSonetelAccount.");
        }

        accounts.OfAllClients = Name;
        Services.ConfigureAll<HttpClientFactoryOptions>(
            options => SonetelAuthHandlerRegistration.AddToAll(options, Name));
        Services.PostConfigureAll<HttpClientFactoryOptions>(SonetelAuthHandlerRegistration.Redact);
        return this;
    }
}
