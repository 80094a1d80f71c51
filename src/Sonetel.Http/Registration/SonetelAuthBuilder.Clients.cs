using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>The client that talks to the token endpoint, to add a proxy, resilience or certificates to.</summary>
    /// <remarks>
    /// Asking for it gives a named account a client of its own; accounts that never do share the default account's. Redirects are never followed, whatever the
    /// primary handler says, because they would take the credentials along. The limit for a request is <see cref="SonetelAuthOptions.TokenRequestTimeout"/>.
    /// A token request that <c>HttpClient.Send</c> waits for is sent by <c>Send</c> too: a handler that is added here needs both ways.
    /// </remarks>
    public IHttpClientBuilder TokenClient
    {
        get
        {
            var clientName = TokenClients.NameFor(Name);

            if (!RegisteredAccounts.Of(Services).WithTokenClient.Add(Name))
            {
                return Services.AddHttpClient(clientName);
            }

            return Name.Length == 0 ? Services.AddHttpClient(clientName) : TokenClientPipeline.Add(Services, clientName);
        }
    }

    /// <summary>Sends the requests of all clients that the factory makes with this account's token, as far as <see cref="SonetelAuthOptions.AllowedHosts"/> lets them.</summary>
    /// <remarks>A client with a handler of its own keeps that one; token clients never get one. One account can serve all clients.</remarks>
    /// <exception cref="InvalidOperationException">Another account serves all clients already.</exception>
    public SonetelAuthBuilder AddToAllHttpClients()
    {
        var accounts = RegisteredAccounts.Of(Services);

        if (accounts.OfAllClients is { } other && other != Name)
        {
            throw new InvalidOperationException(
                $"{AccountName.Describe(other)} serves all clients already, so {AccountName.Describe(Name)} cannot: give each client its account with AddSonetelAuthHandler, or each request with UseSonetelAccount.");
        }

        accounts.OfAllClients = Name;
        Services.ConfigureAll<HttpClientFactoryOptions>(options => SonetelAuthHandlerRegistration.AddToAll(options, Name));
        Services.PostConfigureAll<HttpClientFactoryOptions>(SonetelAuthHandlerRegistration.Redact);
        return this;
    }
}
