using System.IO.Compression;
using System.Net;

namespace Sonetel.Http.Tests.Bodies;

/// <summary>Rule 5: that a body is recorded changes nothing for the API, the caller's content and the handlers below.</summary>
[CancelAfter(30_000)]
public sealed class RecordedBodyTests
{
    [Test]
    public async Task The_headers_of_the_callers_content_reach_the_API([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        var seen = string.Empty;
        world.Api = (request, _) =>
        {
            seen = request.Content!.Headers.ToString();
            return Task.FromResult<HttpResponseMessage?>(null);
        };
        using var body = new StreamContent(new OneShotStream(100)) { Headers = { { "Content-Type", "audio/wav" }, { "X-Part", "7" } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = body };

        using var response = await world.SendAsync(async, request, ct);

        Assert.That(seen, Does.Contain("Content-Type: audio/wav").And.Contain("X-Part: 7"));
    }

    [Test]
    public async Task The_API_is_told_the_length_if_the_content_knows_it([Values(null, 12)] long? length, Ct ct)
    {
        await using var world = new TestWorld();
        long? told = 0;
        world.Api = (request, _) =>
        {
            told = request.Content!.Headers.ContentLength;
            return Task.FromResult<HttpResponseMessage?>(null);
        };

        using var response = await world.Client.PostAsync("/upload", new WrittenContent(stream => stream.Write(new byte[12]), length), ct);

        Assert.That(told, Is.EqualTo(length));
    }

    [Test]
    public async Task A_body_that_is_written_without_asynchronous_calls_is_replayed_whole(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = new List<byte[]>();
        world.Api = (request, ct) =>
        {
            using var wire = new MemoryStream();
            request.Content!.CopyTo(wire, context: null, ct);
            bodies.Add(wire.ToArray());
            return Task.FromResult<HttpResponseMessage?>(null);
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new StreamContent(new OneShotStream(3)) };

        using var response = await world.SendAsync(async: false, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(bodies, Is.EqualTo(new[] { "xxx"u8.ToArray(), "xxx"u8.ToArray() }));
    }

    // A ZipArchive seeks, and reads what it wrote, where its stream says that it can.
    [Test]
    public async Task A_content_that_zips_into_the_connection_is_given_a_stream_for_writing_only(Ct ct)
    {
        await using var world = new TestWorld();
        using var wire = new MemoryStream();
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(wire, ct);
            return null;
        };
        var canRead = true;
        using var body = new WrittenContent(stream =>
        {
            canRead = stream.CanRead;
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            using var entry = archive.CreateEntry("greeting.txt").Open();
            entry.Write("hello"u8);
        });

        using var response = await world.Client.PostAsync("/upload", body, ct);

        using var sent = new ZipArchive(wire);
        Assert.That(sent.Entries.Single().Length, Is.EqualTo(5));
        Assert.That(canRead, Is.False);
    }

    [Test]
    public async Task A_handler_below_may_read_the_body_it_was_given_after_the_response(Ct ct)
    {
        await using var world = new TestWorld();
        HttpContent? given = null;
        world.Api = async (request, ct) =>
        {
            given = request.Content!;
            await given.CopyToAsync(Stream.Null, ct);
            return null;
        };

        using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100)), ct);

        Assert.That(await given!.ReadAsByteArrayAsync(ct), Has.Length.EqualTo(100));
    }
}
