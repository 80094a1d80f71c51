using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;

namespace Sonetel.Http.Tests;

/// <summary>Rule 5: what is sent twice is sent whole, and what cannot be is not.</summary>
[CancelAfter(30_000)]
public sealed class ReplayTests
{
    private static readonly byte[] Text = "hello, world"u8.ToArray();

    private static readonly Dictionary<string, Func<HttpContent>> Contents = new()
    {
        ["none"] = () => null!,
        ["bytes"] = () => new ByteArrayContent(Text, 2, 5),
        ["string"] = () => new StringContent("grüße"),
        ["form"] = () => new FormUrlEncodedContent([new("a b", "c&d")]),
        ["json"] = () => JsonContent.Create(new { Name = "value" }),
        ["memory"] = () => new ReadOnlyMemoryContent(Text),
        ["multipart"] = () => new MultipartContent("mixed", "edge") { new StringContent("one"), new ByteArrayContent(Text) },
        ["multipart form"] = () => new MultipartFormDataContent("edge") { { new StringContent("one"), "a" }, { new StreamContent(new MemoryStream(Text)), "file", "f.txt" } },
        ["seekable"] = () => new StreamContent(new MemoryStream(Text)),
        ["seekable, begun"] = () => new StreamContent(new MemoryStream(Text) { Position = 4 }),
        ["short one-shot"] = () => Sized(new StreamContent(new OneShotStream(65_536)), 65_536),
    };

    private static IEnumerable<string> ContentNames => Contents.Keys;

    [Test]
    public async Task Each_body_is_replayed_whole([ValueSource(nameof(ContentNames))] string name, [Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = Recorded(world);
        using var expected = Contents[name]();

        using var request = new HttpRequestMessage(HttpMethod.Put, "/things/1") { Content = Contents[name]() };
        using var response = await world.SendAsync(async, request, ct);

        var whole = expected is null ? [] : await expected.ReadAsByteArrayAsync(ct);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(bodies, Is.EqualTo(new[] { whole, whole }));
        Assert.That(request.Content?.Headers.ContentType, Is.EqualTo(expected?.Headers.ContentType));
    }

    [TestCase(false, HttpStatusCode.OK, 2)]
    [TestCase(true, HttpStatusCode.Unauthorized, 1)]
    public async Task JSON_that_is_made_while_it_is_written_is_not_replayed_empty(bool isAsync, HttpStatusCode status, int sends, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = Recorded(world);
        var queue = new Queue<int>([1, 2, 3]);

        using var response = await world.Client.PostAsync("/things", isAsync ? JsonContent.Create(Later(queue)) : JsonContent.Create(Drain(queue)), ct);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(bodies.Select(System.Text.Encoding.UTF8.GetString), Is.EqualTo(Enumerable.Repeat("[1,2,3]", sends)));
    }

    [Test]
    public void JSON_of_what_stays_as_it_is_can_be_replayed() => Assert.That(
        new object?[] { null, "text", 1, new { A = 1 }, new[] { 1 }, new List<int>(), new HashSet<int>(), new Dictionary<string, int>(), new System.Text.Json.Nodes.JsonObject() }.Select(value => BodyReplay.IsRepeatable(JsonContent.Create(value))),
        Is.All.True);

    [Test]
    public async Task A_body_that_broke_off_while_it_was_buffered_does_not_go_out_by_halves(Ct ct)
    {
        await using var world = new TestWorld();
        var bodies = Recorded(world);
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://public-api.sonetel.com/upload") { Content = new BrokenContent() };

        Assert.That(async () => await invoker.SendAsync(request, ct), Throws.InstanceOf<IOException>().Or.InnerException.InstanceOf<IOException>());
        Assert.That(async () => await invoker.SendAsync(request, ct), Throws.Exception);
        Assert.That(bodies, Is.Empty);
    }

    [TestCase(65_537)]
    [TestCase(null)]
    public async Task A_long_one_shot_body_that_was_spent_gives_the_401_and_the_next_call_the_new_token(int? length, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = Recorded(world);

        using var response = await world.Client.PostAsync("/upload", Sized(new StreamContent(new OneShotStream(length ?? 100)), length), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(bodies.Single(), Has.Length.EqualTo(length ?? 100));
        Assert.That(await world.TokenAfter("token-1", ct), Is.EqualTo("token-2"));
    }

    [Test]
    public async Task A_multipart_body_with_a_one_shot_part_is_not_sent_again(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = Recorded(world);

        using var response = await world.Client.PostAsync("/upload", new MultipartFormDataContent { { new StreamContent(new OneShotStream(100)), "file" } }, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(bodies, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_long_one_shot_body_that_was_refused_before_it_was_spent_is_replayed([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        long received = 0;
        world.Api = async (request, ct) =>
        {
            if (request.Headers.Authorization!.Parameter == "token-1")
            {
                return new HttpResponseMessage(HttpStatusCode.Unauthorized);
            }

            received = (await request.Content!.ReadAsByteArrayAsync(ct)).Length;
            return null;
        };

        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = Sized(new StreamContent(new OneShotStream(200_000)), 200_000) };
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(received, Is.EqualTo(200_000));
        Assert.That(request.Headers.ExpectContinue, Is.True);
    }

    [TestCase(false, null, ExpectedResult = null)]
    [TestCase(true, false, ExpectedResult = false)]
    [TestCase(true, null, ExpectedResult = true)]
    public async Task<bool?> Expect_continue_is_sent_as_the_option_and_the_caller_say(bool option, bool? callers, Ct ct)
    {
        await using var world = new TestWorld(options => options.ExpectContinueForStreams = option);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new StreamContent(new OneShotStream(10)) };
        request.Headers.ExpectContinue = callers;

        using var response = await world.Client.SendAsync(request, ct);

        return request.Headers.ExpectContinue;
    }

    [Test]
    public async Task A_body_compressed_by_the_callers_own_content_is_never_sent_half(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = Recorded(world);

        using var first = await world.Client.PostAsync("/upload", new GzipContent(new OneShotStream(1_000)), ct);
        await world.TokenAfter("token-1", ct);
        using var second = await world.Client.PostAsync("/upload", new GzipContent(new OneShotStream(1_000)), ct);

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(bodies, Has.Count.EqualTo(2));
        Assert.That(bodies[1], Is.EqualTo(bodies[0]));
    }

    [Test]
    public async Task An_outer_retry_of_a_spent_body_fails_rather_than_send_the_rest(Ct ct)
    {
        await using var world = new TestWorld();
        Recorded(world);
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://public-api.sonetel.com/upload") { Content = new StreamContent(new OneShotStream(10)) };
        using var first = await invoker.SendAsync(request, ct);

        Assert.That(async () => await invoker.SendAsync(request, ct), Throws.InvalidOperationException);
    }

    [Test]
    public async Task An_outer_retry_of_content_that_can_be_read_again_sends_it_again([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        var bodies = Recorded(world);
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://public-api.sonetel.com/upload") { Content = new RepeatableContent() };

        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var response = async ? await invoker.SendAsync(request, ct) : invoker.Send(request, ct);
        }

        Assert.That(bodies, Is.EqualTo(new[] { Text, Text }));
    }

    [Test]
    public async Task A_server_that_does_not_know_the_question_gets_the_body_without_it([Values] bool async, [Values] bool callers, Ct ct)
    {
        await using var world = new TestWorld();
        var asked = new List<bool?>();
        world.Api = (request, _) =>
        {
            asked.Add(request.Headers.ExpectContinue);
            return Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(request.Headers.ExpectContinue is true ? HttpStatusCode.ExpectationFailed : HttpStatusCode.OK));
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new StreamContent(new OneShotStream(10)) };
        request.Headers.ExpectContinue = callers ? true : null;

        using var response = await world.SendAsync(async, request, ct);

        // What the caller asked for himself he hears the answer to.
        Assert.That(response.StatusCode, Is.EqualTo(callers ? HttpStatusCode.ExpectationFailed : HttpStatusCode.OK));
        Assert.That(asked, Is.EqualTo(callers ? [true] : new bool?[] { true, null }));
    }

    [Test]
    public async Task A_server_that_a_redirect_led_to_gets_neither_body_nor_token_for_not_knowing_it(Ct ct)
    {
        await using var world = new TestWorld
        {
            Api = (request, _) =>
            {
                (request.RequestUri, request.Headers.Authorization) = (new Uri("https://storage.example/upload"), null);
                return Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.ExpectationFailed));
            },
        };

        using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(10)), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ExpectationFailed));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
    }

    [Test]
    public async Task An_outer_retry_asks_without_the_question_too(Ct ct)
    {
        await using var world = new TestWorld();
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(
            new HttpResponseMessage(request.Headers.ExpectContinue is true ? world.Sent.Count == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.ExpectationFailed : HttpStatusCode.OK));
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://public-api.sonetel.com/upload") { Content = new StreamContent(new OneShotStream(10)) };

        using var first = await invoker.SendAsync(request, ct);
        using var second = await invoker.SendAsync(request, ct);

        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_comes_out_shorter_at_an_outer_retry_breaks_off(bool multipart, Ct ct)
    {
        await using var world = new TestWorld();
        var bodies = Recorded(world);
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        var queue = new Queue<int>([1, 2, 3]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://public-api.sonetel.com/upload")
        {
            Content = multipart ? new MultipartContent { JsonContent.Create(Drain(queue)) } : new GzipContent(new OneShotStream(1_000)),
        };
        using var first = await invoker.SendAsync(request, ct);

        Assert.That(async () => await invoker.SendAsync(request, ct), Throws.InvalidOperationException);
        Assert.That(bodies, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_account_whose_token_is_never_renewed_leaves_bodies_as_they_are(Ct ct)
    {
        await using var world = new TestWorld(options => options.GrantType = GrantType.Basic);
        var body = new StreamContent(new OneShotStream(10));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = body };

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That((request.Content, request.Headers.ExpectContinue), Is.EqualTo(((HttpContent?)body, (bool?)null)));
    }

    [Test]
    public async Task Method_headers_version_policy_and_options_survive([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var key = new HttpRequestOptionsKey<string>("mine");
        var seen = new List<string>();
        world.Api = (request, _) =>
        {
            request.Options.TryGetValue(key, out var option);
            seen.Add($"{request.Method} {request.RequestUri} {request.Version} {request.VersionPolicy} {string.Join(',', request.Headers.GetValues("X-Mine"))} {option}");
            return Task.FromResult<HttpResponseMessage?>(null);
        };

        using var request = new HttpRequestMessage(HttpMethod.Patch, "/a?b=c") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("X-Mine", ["1", "2"]);
        request.Options.Set(key, "kept");
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(seen, Is.EqualTo(Enumerable.Repeat("PATCH https://public-api.sonetel.com/a?b=c 2.0 RequestVersionExact 1,2 kept", 2)));
    }

    private static List<byte[]> Recorded(TestWorld world)
    {
        var bodies = new List<byte[]>();
        world.Api = async (request, ct) =>
        {
            // As a connection does it: the body is written out, not read into the content's own buffer.
            using var wire = new MemoryStream();
            await (request.Content?.CopyToAsync(wire, ct) ?? Task.CompletedTask);
            bodies.Add(wire.ToArray());
            return null;
        };
        return bodies;
    }

    private static HttpContent Sized(HttpContent content, long? length)
    {
        content.Headers.ContentLength = length;
        return content;
    }

    private sealed class GzipContent(Stream source) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await source.CopyToAsync(gzip);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private static IEnumerable<int> Drain(Queue<int> queue)
    {
        while (queue.TryDequeue(out var number))
        {
            yield return number;
        }
    }

    private static async IAsyncEnumerable<int> Later(Queue<int> queue)
    {
        foreach (var number in Drain(queue))
        {
            await Task.Yield();
            yield return number;
        }
    }

    private sealed class RepeatableContent : HttpContent
    {
        protected override void SerializeToStream(Stream stream, TransportContext? context, Ct cancellationToken) => stream.Write(Text);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Text).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>Ends in the middle at the first time, and goes on there at the second.</summary>
    private sealed class BrokenContent : HttpContent
    {
        private int _position;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var isFirst = _position == 0;

            while (_position < 1_000)
            {
                await stream.WriteAsync(new byte[1]);

                if (++_position == 500 && isFirst)
                {
                    throw new IOException("a disk that hiccups");
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1_000;
            return true;
        }
    }
}
