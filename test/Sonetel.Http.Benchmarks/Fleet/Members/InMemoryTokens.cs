using System.Net;
using System.Text;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>A token endpoint that costs nothing, so that the store is what saturates.</summary>
internal sealed class InMemoryTokens(TimeSpan lifetime) : HttpMessageHandler
{
    private int _number;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        var number = Interlocked.Increment(ref _number);
        var accessToken = IssuedText.AccessToken(DateTimeOffset.UtcNow + lifetime, "memory", number);
        var json = IssuedText.Response(accessToken, IssuedText.RefreshToken("memory", number), lifetime);
        var content = new StringContent(json, Encoding.UTF8, "application/json");
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
    }
}
