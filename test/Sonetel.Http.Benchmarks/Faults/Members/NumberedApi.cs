using System.Globalization;
using System.Net;

namespace Sonetel.Http.Benchmarks.Faults.Members;

/// <summary>An API in the same process: refuses tokens that are out, and tells the number of the one that came.</summary>
internal sealed class NumberedApi : HttpMessageHandler
{
    /// <summary>The last call's token, as the token endpoint counts them.</summary>
    public int TokenNumber { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // expiry, account, number
        var parts = request.Headers.Authorization!.Parameter!.Split('.', 4);
        TokenNumber = int.Parse(parts[2], CultureInfo.InvariantCulture);
        var expiresAt = long.Parse(parts[0], CultureInfo.InvariantCulture);
        var isExpired = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > expiresAt;
        var status = isExpired ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
        return Task.FromResult(new HttpResponseMessage(status) { RequestMessage = request });
    }
}
