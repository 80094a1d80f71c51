using System.Net;

namespace Sonetel.Http.Tests;

/// <summary>A request that handlers below have changed goes out again as the caller made it.</summary>
[CancelAfter(30_000)]
public sealed class ChangedBelowTests
{
    [Test]
    public async Task A_replay_goes_to_the_address_the_caller_asked_for(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var addresses = new List<string>();
        world.Api = (request, _) =>
        {
            addresses.Add(request.RequestUri!.AbsoluteUri);
            request.RequestUri = new Uri("https://evil.example.net/");
            return Task.FromResult<HttpResponseMessage?>(addresses.Count > 1 ? null : new HttpResponseMessage(HttpStatusCode.Unauthorized));
        };

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(addresses, Is.All.EqualTo("https://public-api.sonetel.com/account/"));
    }

    [Test]
    public async Task A_handler_below_is_given_the_first_address_and_body_when_the_server_rejects_Expect_continue([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        var (received, length) = (new List<string>(), 0L);
        world.Api = async (request, ct) =>
        {
            received.Add($"{request.RequestUri} {request.Headers.ExpectContinue}");
            var isAsked = request.Headers.ExpectContinue is true;
            length = isAsked ? 0 : (await request.Content!.ReadAsByteArrayAsync(ct)).Length;
            (request.RequestUri, request.Content) = (new Uri("https://10.0.0.1/upload"), new StringContent("compressed"));
            return new HttpResponseMessage(isAsked ? HttpStatusCode.ExpectationFailed : HttpStatusCode.OK);
        };
        var body = new StreamContent(new OneShotStream(3_000_000)) { Headers = { ContentLength = 3_000_000 } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = body };

        using var response = await world.SendAsync(async, request, ct);

        Assert.That(received, Is.EqualTo(new[] { "https://public-api.sonetel.com/upload True", "https://public-api.sonetel.com/upload " }));
        Assert.That(length, Is.EqualTo(3_000_000));
    }
}
