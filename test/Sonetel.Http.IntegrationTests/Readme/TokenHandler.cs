using System.Net.Http.Headers;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>A handler such as an app has before it uses the library.</summary>
internal sealed class TokenHandler(TokenCache cache) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        var token = await cache.GetAsync(cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await base.SendAsync(request, cancellationToken);
    }
}
