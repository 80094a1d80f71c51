using System.Net;
using System.Net.Http.Headers;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>The floor that awaits and looks at the status, and could do nothing about a 401: it keeps neither the request nor the token that it sent.</summary>
internal sealed class LookingHeaderHandler : DelegatingHandler
{
    private readonly AuthenticationHeaderValue _header = new("Bearer", StubTokenEndpoint.Token(1));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        request.Headers.Authorization = _header;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode is HttpStatusCode.Unauthorized ? throw new HttpRequestException("refused") : response;
    }
}
