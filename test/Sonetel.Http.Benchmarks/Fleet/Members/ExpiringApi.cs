using System.Globalization;
using System.Net;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>An API in the same process, so that the pipeline is measured and no network: refuses tokens that are out.</summary>
internal sealed class ExpiringApi : HttpMessageHandler
{
    public static readonly Uri Address = new("https://api.example.com/account");

    private long _expired;

    public long Expired => Interlocked.Read(ref _expired);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        var token = request.Headers.Authorization!.Parameter.AsSpan();
        var expiresAt = long.Parse(token[..token.IndexOf('.')], CultureInfo.InvariantCulture);
        var isExpired = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > expiresAt;

        if (isExpired)
        {
            Interlocked.Increment(ref _expired);
        }

        var status = isExpired ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
        return Task.FromResult(new HttpResponseMessage(status) { RequestMessage = request });
    }
}
