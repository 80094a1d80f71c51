namespace Sonetel.Http.Tests;

/// <summary>A primary handler that answers as it is told to, synchronously too.</summary>
internal sealed class TestHandler(Func<HttpRequestMessage, Ct, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public TestHandler(Func<HttpRequestMessage, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        var response = await answer(request, cancellationToken);
        response.RequestMessage ??= request;
        return response;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();
}
