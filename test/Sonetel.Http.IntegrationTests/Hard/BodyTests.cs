using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(60_000)]
public sealed class BodyTests
{
    [Test]
    public async Task A_refused_upload_of_100_MB_is_replayed_whole_without_being_buffered([Values] bool async, Ct ct)
    {
        const long Length = 100_000_000;
        await using var world = await RefusedAsync(ct);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new StreamContent(new OneShotStream(Length)) };

        using var response = async ? await world.Client.SendAsync(request, ct) : world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests[^1].BodyLength, Is.EqualTo(Length));
        Assert.That(world.Emulator.ApiRequests[^1].BodySha256, Is.EqualTo(Hash(Length)));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(20_000_000));
    }

    [Test]
    public async Task A_short_one_shot_body_of_known_length_is_replayed([Values] bool async, Ct ct)
    {
        await using var world = await RefusedAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/upload") { Content = new StreamContent(new OneShotStream(1_000)) { Headers = { ContentLength = 1_000 } } };

        using var response = async ? await world.Client.SendAsync(request, ct) : world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests[^1].BodySha256, Is.EqualTo(Hash(1_000)));
        Assert.That(request.Headers.ExpectContinue, Is.Null);
    }

    [Test]
    public async Task A_body_that_was_spent_hands_back_the_401_and_the_next_call_has_the_renewed_token(Ct ct)
    {
        await using var world = await RefusedAsync(ct, (options, _) => options.ExpectContinueForStreams = false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new StreamContent(new OneShotStream(10_000)) };

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task Buffered_and_seekable_bodies_are_replayed(Ct ct)
    {
        Func<HttpContent>[] bodies =
        [
            () => new ByteArrayContent([1, 2, 3]),
            () => new StringContent("text"),
            () => new FormUrlEncodedContent([new("a", "b")]),
            () => System.Net.Http.Json.JsonContent.Create(new { a = 1 }),
            () => new ReadOnlyMemoryContent(new byte[] { 1, 2 }),
            () => new MultipartContent("mixed") { new StringContent("part") },
            () => new MultipartFormDataContent { { new StreamContent(new MemoryStream([1, 2, 3])), "file", "f.bin" } },
            () => new StreamContent(new MemoryStream([1, 2, 3, 4])),
        ];

        foreach (var body in bodies)
        {
            await using var world = await RefusedAsync(ct);
            using var content = body();
            var expected = Convert.ToHexStringLower(SHA256.HashData(await content.ReadAsByteArrayAsync(ct)));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = content };

            using var response = await world.Client.SendAsync(request, ct);

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), content.GetType().Name);
            Assert.That(world.Emulator.ApiRequests[^1].BodySha256, Is.EqualTo(expected), content.GetType().Name);
        }
    }

    [Test]
    public async Task With_one_connection_per_server_a_replay_does_not_wait_for_the_refused_response(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Api.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { MaxConnectionsPerServer = 1 });
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();

        using var response = await world.Client.GetAsync("/download/1000000", HttpCompletionOption.ResponseHeadersRead, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsByteArrayAsync(ct), Has.Length.EqualTo(1_000_000));
    }

    private static async Task<EmulatedWorld> RefusedAsync(Ct ct, Action<SonetelAuthOptions, Emulator.SonetelEmulator>? configure = null)
    {
        var world = await EmulatedWorld.CreateAsync(ct, configure);
        world.Api.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) });
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.RevokeAllTokens();
        return world;
    }

    private static string Hash(long length) => Convert.ToHexStringLower(SHA256.HashData(new OneShotStream(length)));
}
