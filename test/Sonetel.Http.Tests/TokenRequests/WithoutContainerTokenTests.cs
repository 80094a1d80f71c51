using System.Net;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>The token requests of a handler without a container, as they arrive at a socket.</summary>
[CancelAfter(30_000)]
[NonParallelizable]
public sealed class WithoutContainerTokenTests
{
    [Test]
    public async Task No_redirect_is_followed_with_a_password(Ct ct)
    {
        await using var server = new LoopbackServer(number => number == 1
            ? ("307 Temporary Redirect\r\nLocation: /elsewhere", string.Empty)
            : ("200 OK", """{"access_token":"token"}"""));
        using var client = Client(server.Address, _ => new HttpResponseMessage());

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
        using var client = Client(server.Address, request => new(
            isRevoked && request.Headers.Authorization!.Parameter is "token-1" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK));
        (await client.GetAsync("/account/", ct)).Dispose();
        isRevoked = true;

        using var response = await client.GetAsync("/account/", ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(server.Requests, Has.Count.EqualTo(2).And.All.StartsWith("POST /token").And.None.Contains("Cookie"));
    }

    [Test]
    public async Task The_machine_s_proxy_is_used_except_for_an_endpoint_on_this_machine(Ct ct)
    {
        await using var server = new LoopbackServer(_ => ("200 OK", """{"access_token":"token"}"""));
        await using var proxy = new LoopbackServer(_ => ("502 Bad Gateway", string.Empty));
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Address, BypassOnLocal: false);

        try
        {
            using var local = Client(server.Address, _ => new HttpResponseMessage());
            using var remote = Client(new Uri("https://token.example.com/"), _ => new HttpResponseMessage());

            (await local.GetAsync("/account/", ct)).Dispose();
            Assert.That(proxy.Requests, Is.Empty);
            Assert.That(async () => await remote.GetAsync("/account/", ct), Throws.InstanceOf<SonetelAuthException>());
            Assert.That(proxy.Requests, Is.Not.Empty.And.All.StartsWith("CONNECT token.example.com:443"));
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    private static HttpClient Client(Uri tokenServer, Func<HttpRequestMessage, HttpResponseMessage> api)
    {
        var handler = SonetelAuthHandler.Create(
            options =>
            {
                options.UseSonetel("user", "password");
                options.TokenEndpoint = new Uri(tokenServer, "token");
            },
            new TestHandler(api));
        return new HttpClient(handler) { BaseAddress = new Uri("https://public-api.sonetel.com/") };
    }
}
