using System.Net.Http.Headers;
using System.Text;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.TokenRequests;

/// <summary>Reads the request's body, as a connection would, and gives the same answer each time.</summary>
internal sealed class ReadingEndpoint : HttpMessageHandler
{
    public static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        $$"""{"access_token":"{{StubTokenEndpoint.Token(1)}}","token_type":"bearer","expires_in":3600,"refresh_token":"refresh-1","scope":"read"}""");

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
        return new HttpResponseMessage { Content = new ByteArrayContent(Answer) { Headers = { ContentType = Json } } };
    }
}
