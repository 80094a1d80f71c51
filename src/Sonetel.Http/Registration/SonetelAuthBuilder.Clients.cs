using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>The client that talks to the token endpoint, to add a proxy, resilience or certificates to.</summary>
    /// <remarks>
    /// <para>
    /// Asking for it gives a named account a client of its own; accounts that never do share the default account's.
    /// Redirects are never followed,
    /// whatever the primary handler says, because they would take the credentials along, and a loopback endpoint is
    /// reached without the machine's
    /// proxy; a proxy that is set on the primary handler is used. The limit for a request is <see
    /// cref="SonetelAuthOptions.TokenRequestTimeout"/>.
    /// A token request that <c>HttpClient.Send</c> waits for is sent by <c>Send</c> too: a handler that is added here
    /// needs both ways.
    /// </para>
    /// <para>
    /// Retry and hedging handlers may stand here, or come with <c>ConfigureHttpClientDefaults</c>: innermost, the
    /// library lets a request that carries
    /// a refresh token pass once, and a further attempt receives the first one's response. A handler that clones
    /// requests has to copy their
    /// <c>Options</c>, as those of Microsoft.Extensions.Http.Resilience do.
    /// </para>
    /// <para>
    /// The client has no loggers, also none that were set up for all clients, because a logger of bodies shows user
    /// names, passwords, client secrets
    /// and tokens. <c>TokenClient.AddDefaultLogger()</c> brings the factory's own back, which logs addresses and times,
    /// and headers without
    /// values; <c>AddLogger</c> adds any other.
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

    /// <summary>Sends the requests of all clients that the factory makes with this account's token, as far as <see
    /// cref="SonetelAuthOptions.AllowedHosts"/> lets them.</summary>
    /// <remarks>A client with a handler of its own keeps that one; token clients never get one. One account can serve
    /// all clients.</remarks>
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
