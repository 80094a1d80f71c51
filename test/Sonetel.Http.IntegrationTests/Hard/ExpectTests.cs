using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.Hard;

/// <summary>A server that does not answer <c>Expect: 100-continue</c> delays nobody but who sends it a long body of known length.</summary>
[CancelAfter(30_000)]
public sealed class ExpectTests
{
    private static readonly Dictionary<string, Func<HttpContent>> Bodies = new()
    {
        ["JSON"] = () => JsonContent.Create(new { Items = Enumerable.Range(0, 50_000) }),
        ["gRPC"] = () => OfType(new StreamContent(new OneShotStream(50_000)), "application/grpc"),
        ["gRPC, long and of known length"] = () => Sized(OfType(new StreamContent(new OneShotStream(1_100_000)), "application/grpc-web+proto"), 1_100_000),
        ["of unknown length"] = () => new StreamContent(new OneShotStream(1_200_000)),
        ["of a megabyte"] = () => Sized(new StreamContent(new OneShotStream(1_000_000)), 1_000_000),
        ["multipart"] = () => new MultipartFormDataContent { { new StreamContent(new OneShotStream(50_000)), "file", "f.bin" } },
    };

    private static IEnumerable<string> Names => Bodies.Keys;

    [Test]
    public async Task It_delays_no_body_that_is_not_worth_asking_for([ValueSource(nameof(Names))] string name, [Values] bool async, Ct ct)
    {
        await using var server = new UnaskingServer();
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.AllowedHosts.Add("127.0.0.1"));

        // Who asks here waits for ever.
        world.Api.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan });
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address) { Content = Bodies[name]() };

        using var response = async ? await world.Client.SendAsync(request, ct) : world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(server.Heads.Single(), Does.Contain("Authorization: Bearer").And.Not.Contain("Expect"));
    }

    [Test]
    public async Task A_long_body_of_known_length_is_asked_for_and_sent_all_the_same(Ct ct)
    {
        await using var server = new UnaskingServer();
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.AllowedHosts.Add("127.0.0.1"));
        world.Api.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMilliseconds(10) });

        using var response = await world.Client.PostAsync(server.Address, Sized(new StreamContent(new OneShotStream(1_100_000)), 1_100_000), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(server.Heads.Single(), Does.Contain("Expect: 100-continue"));
    }

    private static HttpContent Sized(HttpContent content, long length)
    {
        content.Headers.ContentLength = length;
        return content;
    }

    private static HttpContent OfType(HttpContent content, string type)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }
}
