using System.Net;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>The token requests of a handler without a container, as they arrive at a socket.</summary>
[CancelAfter(30_000)]
public sealed class WithoutContainerTokenTests
{
    [Test]
    public async Task No_redirect_is_followed_with_a_password(Ct ct)
    {
        await using var server = new LoopbackServer(number => number == 1
            ? ("307 Temporary Redirect\r\nLocation: /elsewhere", string.Empty)
            : ("200 OK", """{"access_token":"token"}"""));
        using var client = Client(server, _ => new HttpResponseMessage());

        Assert.That(
            async () => await client.GetAsync("/account/", ct),
            Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("a redirect, which is not followed"));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_later_token_request_brings_back_no_cookie(Ct ct)
    {
        var isRevoked = false;
        await using var server = new LoopbackServer(number =>
            ("200 OK\r\nSet-Cookie: session=1; Path=/", $$"""{"access_token":"token-{{number}}","refresh_token":"refresh-{{number}}"}"""));
        using var client = Client(server, request => new(
            isRevoked && request.Headers.Authorization!.Parameter is "token-1" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK));
        (await client.GetAsync("/account/", ct)).Dispose();
        isRevoked = true;

        using var response = await client.GetAsync("/account/", ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(server.Requests, Has.Count.EqualTo(2).And.All.StartsWith("POST /token").And.None.Contains("Cookie"));
    }

    private static HttpClient Client(LoopbackServer server, Func<HttpRequestMessage, HttpResponseMessage> api)
    {
        var handler = SonetelAuthHandler.Create(
            options =>
            {
                options.UseSonetel("user", "password");
                options.TokenEndpoint = new Uri(server.Address, "token");
            },
            new TestHandler(api));
        return new HttpClient(handler) { BaseAddress = new Uri("https://public-api.sonetel.com/") };
    }
}
