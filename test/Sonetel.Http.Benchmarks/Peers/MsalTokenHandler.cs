using System.Net.Http.Headers;
using Microsoft.Identity.Client;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>MSAL as its documentation has it: ask the application for a token before each request; it caches in memory.</summary>
internal sealed class MsalTokenHandler(HttpMessageHandler tokenEndpoint) : DelegatingHandler
{
    private static readonly string[] Scopes = ["https://api.example.com/.default"];

    private readonly IConfidentialClientApplication _application = ConfidentialClientApplicationBuilder
        .Create("00000000-0000-0000-0000-000000000001")
        .WithClientSecret("secret")
        .WithAuthority("https://login.microsoftonline.com/00000000-0000-0000-0000-000000000002")
        .WithInstanceDiscovery(false)
        .WithHttpClientFactory(new MsalClientFactory(tokenEndpoint))
        .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        var result = await _application.AcquireTokenForClient(Scopes).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", result.AccessToken);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
