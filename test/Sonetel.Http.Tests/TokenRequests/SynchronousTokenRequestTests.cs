using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>A caller that blocks is served by synchronous calls all the way down, whether a refresh token is sent or a password.</summary>
[CancelAfter(30_000)]
public sealed class SynchronousTokenRequestTests
{
    [Test]
    public async Task Request_and_response_go_through_Send_and_Read([Values(null, "refresh-0")] string? refreshToken, Ct ct)
    {
        var calls = new ConcurrentQueue<string>();
        await using var world = new TestWorld(
            options => options.RefreshToken = refreshToken,
            account => account.TokenClient.ConfigurePrimaryHttpMessageHandler(() => new Recording(calls)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");

        using var response = await world.SendAsync(async: false, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(calls.Distinct(), Is.EqualTo(new[] { "Send", "Read" }));
    }

    private sealed class Recording(ConcurrentQueue<string> calls) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken) => Answer("Send");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) => Task.FromResult(Answer("SendAsync"));

        private HttpResponseMessage Answer(string call)
        {
            calls.Enqueue(call);
            return new HttpResponseMessage { Content = new StreamContent(new RecordingStream(calls)) };
        }
    }

    private sealed class RecordingStream(ConcurrentQueue<string> calls) : MemoryStream(Encoding.UTF8.GetBytes("""{"access_token":"token-1"}"""))
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            calls.Enqueue("Read");
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            calls.Enqueue("Read");
            return base.Read(buffer);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, Ct cancellationToken = default)
        {
            calls.Enqueue("ReadAsync");
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
