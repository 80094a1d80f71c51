using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(60_000)]
public sealed class Http2Tests
{
    [Test]
    public async Task Calls_that_share_one_connection_share_one_renewal(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateHttp2Async(ct);
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.GetAsync("/account/", ct)));

        Assert.That(statuses, Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_refused_upload_that_the_record_holds_is_replayed_whole(Ct ct)
    {
        const long Length = 60_000;
        await using var world = await EmulatedWorld.CreateHttp2Async(ct);
        world.Api.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) });
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.RevokeAllTokens();

        using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(Length)), ct);

        Assert.That(response.Version, Is.EqualTo(HttpVersion.Version20));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests[^1].BodySha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(new OneShotStream(Length)))));
    }

    [Test]
    public async Task A_refused_JSON_body_that_is_made_while_it_is_written_is_replayed_whole(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateHttp2Async(ct);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.RevokeAllTokens();
        // A refusal that overtakes the body leaves no complete record, and so no second time.
        world.Emulator.Switches.ApiLatency = TimeSpan.FromMilliseconds(200);
        var numbers = new Queue<int>(Enumerable.Range(0, 1_000));

        using var response = await world.Client.PostAsync("/upload", JsonContent.Create(new { Items = Drain(numbers) }), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.ApiRequests[^1].BodyLength, Is.GreaterThan(3_000));
    }

    [Test]
    public async Task An_upload_that_was_begun_when_the_401_came_is_not_sent_half(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateHttp2Async(ct, (options, _) => options.ExpectContinueForStreams = false);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.RevokeAllTokens();

        using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(5_000_000)), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_401_that_overtakes_a_short_upload_comes_back_and_its_connection_serves_the_next_call(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateHttp2Async(ct);
        var connections = 0;
        world.Api.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ConnectCallback = ConnectAsync });
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();

        using var response = await world.Client.PostAsync("/upload", new HalfSentContent(), ct);

        Assert.That((response.Version, response.StatusCode), Is.EqualTo((HttpVersion.Version20, HttpStatusCode.Unauthorized)));
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That((world.Emulator.Counters.TokenRequests, world.Emulator.Counters.ApiRequests, connections), Is.EqualTo((2, 3, 1)));

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, Ct ct)
        {
            Interlocked.Increment(ref connections);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    private static IEnumerable<int> Drain(Queue<int> numbers)
    {
        while (numbers.TryDequeue(out var number))
        {
            yield return number;
        }
    }
}
