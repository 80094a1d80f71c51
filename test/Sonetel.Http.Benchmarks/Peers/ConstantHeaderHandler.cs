using System.Net.Http.Headers;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>The floor: one header object, the inner task handed on.</summary>
internal sealed class ConstantHeaderHandler : DelegatingHandler
{
    private readonly AuthenticationHeaderValue _header = new("Bearer", StubTokenEndpoint.Token(1));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        request.Headers.Authorization = _header;
        return base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken)
    {
        request.Headers.Authorization = _header;
        return base.Send(request, cancellationToken);
    }
}
