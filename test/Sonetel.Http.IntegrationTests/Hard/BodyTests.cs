using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

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
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = Sized(Length) };

        using var response = async ? await world.Client.SendAsync(request, ct) : world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests[^1].BodyLength, Is.EqualTo(Length));
        Assert.That(world.Emulator.ApiRequests[^1].BodySha256, Is.EqualTo(Hash(Length)));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(20_000_000));
    }

    [Test]
    public async Task A_server_that_does_not_know_Expect_gets_the_body_without_it([Values] bool async, Ct ct)
    {
        const long Length = 2_000_000;
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Api.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) });
        world.Emulator.ApiFaults.Next(Fault.Status(417));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = Sized(Length) };

        using var response = async ? await world.Client.SendAsync(request, ct) : world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests[^1].BodySha256, Is.EqualTo(Hash(Length)));
        Assert.That(world.Emulator.ApiRequests.Select(recorded => recorded.Headers.ContainsKey("Expect")), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public async Task A_short_one_shot_body_is_replayed([Values] bool async, [Values] bool isKnown, Ct ct)
    {
        await using var world = await RefusedAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/upload") { Content = isKnown ? Sized(1_000) : new StreamContent(new OneShotStream(1_000)) };

        using var response = async ? await world.Client.SendAsync(request, ct) : world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests[^1].BodySha256, Is.EqualTo(Hash(1_000)));
        Assert.That(request.Headers.ExpectContinue, Is.Null);
    }

    [Test]
    public async Task A_body_that_was_spent_hands_back_the_401_and_the_next_call_has_the_renewed_token(Ct ct)
    {
        await using var world = await RefusedAsync(ct, (options, _) => options.ExpectContinueForStreams = false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new StreamContent(new OneShotStream(100_000)) };

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
            () => System.Net.Http.Json.JsonContent.Create(new { a = new[] { 1, 2 }.Select(number => number + 1) }),
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
    public async Task A_response_without_end_stays_a_stream([Values] bool async, [Values] bool refusedFirst, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await world.Auth.GetAccessTokenAsync(ct);

        if (refusedFirst)
        {
            world.Emulator.ApiFaults.Next(Fault.Status(401));
        }

        world.Emulator.ApiFaults.Next(Fault.Endless);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");

        using var response = async
            ? await world.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct)
            : world.Client.Send(request, HttpCompletionOption.ResponseHeadersRead, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        Assert.That(await stream.ReadAsync(new byte[1_000], ct), Is.GreaterThan(0));
    }

    [Test]
    public async Task A_401_that_comes_later_than_the_client_waits_for_it_goes_to_the_caller_and_no_half_body_out(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.RevokeAllTokens();
        // SocketsHttpHandler waits a second for "100 Continue", then sends the body unasked.
        world.Emulator.Switches.ApiLatency = TimeSpan.FromSeconds(2);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = Sized(2_000_000) };

        using var response = await world.Client.SendAsync(request, ct);
        world.Emulator.Switches.ApiLatency = default;

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Emulator.ApiRequests, Has.All.Matches<RecordedRequest>(recorded => recorded.BodyLength == 0));
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_compressed_body_is_replayed_as_it_was(Ct ct)
    {
        await using var world = await RefusedAsync(ct);
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[10_000], ct);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new ByteArrayContent(compressed.ToArray()) { Headers = { ContentEncoding = { "gzip" } } } };
        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests[^1].BodySha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(compressed.ToArray()))));
        Assert.That(world.Emulator.ApiRequests[^1].Headers["Content-Encoding"], Is.EqualTo("gzip"));
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

    private static async Task<EmulatedWorld> RefusedAsync(Ct ct, Action<SonetelAuthOptions, SonetelEmulator>? configure = null)
    {
        var world = await EmulatedWorld.CreateAsync(ct, configure);
        world.Api.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) });
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.RevokeAllTokens();
        return world;
    }

    private static StreamContent Sized(long length) => new(new OneShotStream(length)) { Headers = { ContentLength = length } };

    private static string Hash(long length) => Convert.ToHexStringLower(SHA256.HashData(new OneShotStream(length)));
}
