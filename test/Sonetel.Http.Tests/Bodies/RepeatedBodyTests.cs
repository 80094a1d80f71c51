using System.Net;

namespace Sonetel.Http.Tests.Bodies;

/// <summary>Rule 5: bodies that are sent again without a record, because they are longer than any or need none.</summary>
[CancelAfter(30_000)]
public sealed class RepeatedBodyTests
{
    private static readonly byte[] Text = "hello, world"u8.ToArray();

    private static readonly Dictionary<string, Func<HttpContent>> SameEachTime = new()
    {
        ["bytes"] = () => new ByteArrayContent(Text),
        ["string"] = () => new StringContent("hello"),
        ["form"] = () => new FormUrlEncodedContent([new("a", "b")]),
        ["memory"] = () => new ReadOnlyMemoryContent(Text),
        ["seekable"] = () => new StreamContent(new MemoryStream(Text)),
        ["multipart"] = () => new MultipartContent("mixed", "edge") { new StringContent("one"), new ByteArrayContent(Text) },
        ["multipart form"] = () => new MultipartFormDataContent("edge") { { new StringContent("one"), "name" } },
    };

    private static IEnumerable<string> Names => SameEachTime.Keys;

    [Test]
    public async Task Without_recording_a_body_that_is_the_same_each_time_is_replayed([ValueSource(nameof(Names))] string name, Ct ct)
    {
        await using var world = new TestWorld(options => options.MaxReplayBufferSize = 0);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = new List<byte[]>();
        world.Api = async (request, ct) =>
        {
            bodies.Add(await Sent(request, ct));
            return null;
        };

        using var response = await world.Client.PostAsync("/upload", SameEachTime[name](), ct);

        using var expected = SameEachTime[name]();
        var whole = await expected.ReadAsByteArrayAsync(ct);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(bodies, Is.EqualTo(new[] { whole, whole }));
    }

    [Test]
    public async Task A_retry_below_sends_a_body_too_long_to_record_again_if_its_content_can([Values(null, 100_000)] int? known, Ct ct)
    {
        await using var world = new TestWorld();
        var bodies = new List<byte[]>();
        world.Api = async (request, ct) =>
        {
            bodies.AddRange([await Sent(request, ct), await Sent(request, ct)]);
            return null;
        };

        var body = new WrittenContent(stream => stream.Write(new byte[100_000]), known);
        using var response = await world.Client.PostAsync("/upload", body, ct);

        Assert.That(bodies.Select(sent => sent.Length), Is.EqualTo(new[] { 100_000, 100_000 }));
    }

    // As a connection does it: the body is written out, not read into the content's own buffer.
    private static async Task<byte[]> Sent(HttpRequestMessage request, Ct ct)
    {
        using var wire = new MemoryStream();
        await request.Content!.CopyToAsync(wire, ct);
        return wire.ToArray();
    }
}
