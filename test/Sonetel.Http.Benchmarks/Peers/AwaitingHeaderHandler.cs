using System.Net;
using System.Net.Http.Headers;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>The floor with 401 handling: keeps the token that it sent, to tell a late 401 from one for the current token.</summary>
internal sealed class AwaitingHeaderHandler : DelegatingHandler
{
    private volatile AuthenticationHeaderValue _header = new("Bearer", StubTokenEndpoint.Token(1));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        var sent = _header;
        request.Headers.Authorization = sent;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        if (response.StatusCode is HttpStatusCode.Unauthorized)
        {
            response.Dispose();
            _header = ReferenceEquals(_header, sent) ? new AuthenticationHeaderValue("Bearer", StubTokenEndpoint.Token(2)) : _header;
            request.Headers.Authorization = _header;
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }
}
