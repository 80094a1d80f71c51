namespace Sonetel.Http.Benchmarks.Scale;

/// <summary>Asks for the header's text, as a connection does that writes it.</summary>
internal sealed class WritingHandler : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(request.Headers.Authorization!.ToString().Length > 0 ? System.Net.HttpStatusCode.OK : System.Net.HttpStatusCode.Unauthorized));
}
