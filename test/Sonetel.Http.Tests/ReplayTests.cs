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
        ["one-shot of unknown length"] = () => new StreamContent(new OneShotStream(65_536)),
        ["multipart with a one-shot part"] = () => new MultipartContent("mixed", "edge") { new StringContent("one"), new StreamContent(new OneShotStream(100)) },
        ["compressed by the caller's own content"] = () => new GzipContent(new OneShotStream(1_000)),
        ["written without waiting"] = () => new EagerContent(Text),
        ["seekable, of a length set by hand"] = () => Sized(new StreamContent(new MemoryStream(Text)), Text.Length),
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

    [Test]
    public async Task JSON_that_is_made_while_it_is_written_is_replayed_from_the_record([Values] bool isAsync, [Values] bool isNested, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = Recorded(world);
        var queue = new Queue<int>([1, 2, 3]);
        object sequence = isAsync ? Later(queue) : Drain(queue);

        using var response = await world.Client.PostAsync("/things", JsonContent.Create(isNested ? new { Items = sequence } : sequence), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(bodies.Select(System.Text.Encoding.UTF8.GetString), Is.All.EqualTo(isNested ? """{"items":[1,2,3]}""" : "[1,2,3]"));
        Assert.That(bodies, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task JSON_longer_than_the_record_is_not_replayed_empty_and_never_held(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var wire = new CountingStream();
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(wire, ct);
            return null;
        };
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var response = await world.Client.PostAsync("/things", JsonContent.Create(new { Items = Enumerable.Repeat(Line, 100_000) }), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(wire.Written, Is.GreaterThan(20_000_000).And.LessThan(40_000_000), "it went out once");
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(10_000_000));
        Assert.That(await world.TokenAfter("token-1", ct), Is.EqualTo("token-2"));
    }

    [Test]
    public async Task A_stream_that_claims_ten_bytes_and_gives_more_takes_no_memory(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(Stream.Null, ct);
            return null;
        };
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var response = await world.Client.PostAsync("/upload", Sized(new StreamContent(new OneShotStream(100_000_000)), 10), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(2_000_000));
    }

    [Test]
    public async Task Nothing_is_read_before_the_body_is_sent_and_the_callers_content_comes_back_as_it_was([Values] bool async, [Values] bool breaksOff, Ct ct)
    {
        await using var world = new TestWorld();
        var stream = new OneShotStream(100);
        var body = new StreamContent(stream);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = body };
        world.Api = (_, _) => breaksOff ? throw new HttpRequestException("no connection") : Task.FromResult<HttpResponseMessage?>(null);

        if (breaksOff)
        {
            Assert.That(async () => await world.SendAsync(async, request, ct), Throws.InstanceOf<HttpRequestException>());
        }
        else
        {
            using var response = await world.SendAsync(async, request, ct);
        }

        Assert.That(request.Content, Is.SameAs(body));
        Assert.That(await body.ReadAsByteArrayAsync(ct), Has.Length.EqualTo(100));
    }

    [Test]
    public async Task The_callers_content_is_disposed_by_the_caller_alone_and_once(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        Recorded(world);
        var body = new DisposalCount();

        using (var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = body })
        {
            using var response = await world.Client.SendAsync(request, ct);
            Assert.That((response.StatusCode, body.Disposals), Is.EqualTo((HttpStatusCode.OK, 0)));
        }

        Assert.That(body.Disposals, Is.EqualTo(1));
    }

    [Test]
    public async Task A_handler_below_that_replaces_the_body_is_given_the_first_one_for_the_replay([Values] bool async, [Values] bool oneShot, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = new List<string>();
        world.Api = async (request, ct) =>
        {
            request.Content = new StringContent($"<{await request.Content!.ReadAsStringAsync(ct)}>");
            bodies.Add(await request.Content.ReadAsStringAsync(ct));
            return null;
        };
        HttpContent body = oneShot ? new StreamContent(new OneShotStream(3)) : new StringContent("xxx");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = body };

        using var response = await world.SendAsync(async, request, ct);

        Assert.That(bodies, Is.EqualTo(new[] { "<xxx>", "<xxx>" }));
    }

    [Test]
    public async Task A_response_that_comes_before_the_body_is_whole_is_the_last_word(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var body = new OpenContent();
        var upload = Task.CompletedTask;
        world.Api = async (request, ct) =>
        {
            upload = request.Content!.CopyToAsync(Stream.Null, ct);
            await body.Begun.WaitAsync(ct);
            return null;
        };

        using var response = await world.Client.PostAsync("/stream", body, ct);
        body.End();
        await upload;

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await world.TokenAfter("token-1", ct), Is.EqualTo("token-2"));
        Assert.That(world.Sent, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_retry_below_never_sends_the_rest_of_a_body_that_broke_off_as_a_whole_one(Ct ct)
    {
        await using var world = new TestWorld();
        world.Api = async (request, ct) =>
        {
            Assert.That(async () => await request.Content!.CopyToAsync(Stream.Null, ct), Throws.InstanceOf<IOException>().Or.InnerException.InstanceOf<IOException>());
            await request.Content!.CopyToAsync(Stream.Null, ct);
            return null;
        };

        Assert.That(async () => await world.Client.PostAsync("/upload", new BrokenContent(), ct), Throws.InvalidOperationException);
    }

    [TestCase(10)]
    [TestCase(100_000)]
    public async Task A_retry_below_sends_the_same_bytes_or_breaks_off(int numbers, Ct ct)
    {
        await using var world = new TestWorld();
        var queue = new Queue<int>(Enumerable.Range(0, numbers));
        var wires = (First: new MemoryStream(), Second: new MemoryStream());
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(wires.First, ct);
            await request.Content.CopyToAsync(wires.Second, ct);
            return null;
        };
        var sending = world.Client.PostAsync("/upload", JsonContent.Create(new { Items = Drain(queue) }), ct);

        if (numbers > 10)
        {
            Assert.That(async () => await sending, Throws.InvalidOperationException);
            return;
        }

        using var response = await sending;
        Assert.That(wires.Second.ToArray(), Is.EqualTo(wires.First.ToArray()));
    }

    [Test]
    public async Task A_long_one_shot_body_that_was_spent_gives_the_401_and_the_next_call_the_new_token([Values(65_537, 2_000_000)] int length, [Values] bool isKnown, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = Recorded(world);

        using var response = await world.Client.PostAsync("/upload", Sized(new StreamContent(new OneShotStream(length)), isKnown ? length : null), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(bodies.Single(), Has.Length.EqualTo(length));
        Assert.That(await world.TokenAfter("token-1", ct), Is.EqualTo("token-2"));
    }

    [Test]
    public async Task A_long_one_shot_body_that_was_refused_before_it_was_spent_is_replayed([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        long received = 0;
        var asked = new List<bool?>();
        world.Api = async (request, ct) =>
        {
            asked.Add(request.Headers.ExpectContinue);

            if (request.Headers.Authorization!.Parameter == "token-1")
            {
                return new HttpResponseMessage(HttpStatusCode.Unauthorized);
            }

            received = (await request.Content!.ReadAsByteArrayAsync(ct)).Length;
            return null;
        };

        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = Sized(new StreamContent(new OneShotStream(2_000_000)), 2_000_000) };
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(received, Is.EqualTo(2_000_000));
        Assert.That(asked, Is.EqualTo(new bool?[] { true, true }));
        Assert.That(request.Headers.ExpectContinue, Is.Null, "the caller's request comes back as it was");
    }

    [TestCase(false, null, ExpectedResult = null)]
    [TestCase(true, false, ExpectedResult = false)]
    [TestCase(true, null, ExpectedResult = true)]
    public Task<bool?> Expect_continue_is_sent_as_the_option_and_the_caller_say(bool option, bool? callers, Ct ct) =>
        Asked(option, request => (request.Content, request.Headers.ExpectContinue) = (Long(), callers), ct);

    [Test]
    public async Task Expect_continue_is_asked_only_where_it_is_worth_a_round_trip(Ct ct)
    {
        Assert.That(await Asked(true, request => request.Content = Sized(Long(), 1024 * 1024), ct), Is.Null, "short");
        Assert.That(await Asked(true, request => request.Content = Sized(Long(), null), ct), Is.Null, "of unknown length");
        Assert.That(await Asked(true, request => (request.Content, request.Version) = (Long(), HttpVersion.Version20), ct), Is.Null, "HTTP/2");
        Assert.That(await Asked(true, request => (request.Content, request.Version) = (Long(), HttpVersion.Version10), ct), Is.Null, "HTTP/1.0");
        Assert.That(await Asked(true, request => (request.Content, request.VersionPolicy) = (Long(), HttpVersionPolicy.RequestVersionOrHigher), ct), Is.Null, "perhaps HTTP/2");
        Assert.That(await Asked(true, request => request.Content = new ByteArrayContent(new byte[3_000_000]), ct), Is.Null, "repeatable");
        Assert.That(await Asked(true, request => request.Content = OfType(Long(), "application/grpc+proto"), ct), Is.Null, "gRPC");
        Assert.That(await Asked(true, request => request.Content = Long(), ct, limit: 4_000_000), Is.Null, "recorded");
    }

    [Test]
    public async Task Asking_never_empties_a_StreamContent_over_a_stream_that_cannot_seek(Ct ct)
    {
        await using var world = new TestWorld { Api = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)) };
        using var body = new MultipartContent { new StreamContent(new OneShotStream(10)) };
        using var response = await world.Client.PostAsync("/upload", body, ct);

        Assert.That(await body.First().ReadAsByteArrayAsync(ct), Has.Length.EqualTo(10));
    }

    [Test]
    public async Task A_content_that_derives_from_a_known_one_is_recorded_like_any_other(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        var bodies = Recorded(world);

        using var response = await world.Client.PostAsync("/upload", new NumberedContent(), ct);

        Assert.That(bodies, Is.EqualTo(new[] { new byte[] { 1 }, [1] }));
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
    public async Task An_outer_retry_of_a_body_that_nobody_read_sends_it(Ct ct)
    {
        await using var world = new TestWorld { Api = (_, _) => throw new HttpRequestException("no connection") };
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://public-api.sonetel.com/upload") { Content = new StreamContent(new OneShotStream(10)) };
        Assert.That(async () => await invoker.SendAsync(request, ct), Throws.InstanceOf<HttpRequestException>());
        var bodies = Recorded(world);

        using var response = await invoker.SendAsync(request, ct);

        Assert.That(bodies.Single(), Has.Length.EqualTo(10));
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
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = Long() };
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

        using var response = await world.Client.PostAsync("/upload", Long(), ct);

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
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://public-api.sonetel.com/upload") { Content = Long() };

        using var first = await invoker.SendAsync(request, ct);
        using var second = await invoker.SendAsync(request, ct);

        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK)));
    }

    [Test]
    public async Task An_account_whose_token_is_never_renewed_leaves_bodies_as_they_are(Ct ct)
    {
        await using var world = new TestWorld(options => options.GrantType = GrantType.Basic);
        (HttpContent?, bool?) sent = default;
        world.Api = (request, _) =>
        {
            sent = (request.Content, request.Headers.ExpectContinue);
            return Task.FromResult<HttpResponseMessage?>(null);
        };
        var body = Long();

        using var response = await world.Client.PostAsync("/upload", body, ct);

        Assert.That(sent, Is.EqualTo(((HttpContent?)body, (bool?)null)));
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

    private static readonly string Line = new('x', 300);

    private static HttpContent Long() => Sized(new StreamContent(new OneShotStream(3_000_000)), 3_000_000);

    private static HttpContent OfType(HttpContent content, string type)
    {
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(type);
        return content;
    }

    private static async Task<bool?> Asked(bool option, Action<HttpRequestMessage> prepare, Ct ct, long limit = 64 * 1024)
    {
        await using var world = new TestWorld(options => (options.ExpectContinueForStreams, options.MaxReplayBufferSize) = (option, limit));
        bool? asked = null;
        world.Api = (request, _) =>
        {
            asked = request.Headers.ExpectContinue;
            return Task.FromResult<HttpResponseMessage?>(null);
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload");
        prepare(request);
        using var response = await world.Client.SendAsync(request, ct);
        return asked;
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Written { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Written += count;

        public override void Write(ReadOnlySpan<byte> buffer) => Written += buffer.Length;

        public override Task WriteAsync(byte[] buffer, int offset, int count, Ct cancellationToken)
        {
            Written += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, Ct cancellationToken = default)
        {
            Written += buffer.Length;
            return default;
        }
    }

    private sealed class DisposalCount : HttpContent
    {
        public int Disposals { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Text).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = Text.Length;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            Disposals++;
            base.Dispose(disposing);
        }
    }

    /// <summary>Writes 1 the first time, 2 the second.</summary>
    private sealed class NumberedContent() : ByteArrayContent([0])
    {
        private byte _number;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(new[] { ++_number }).AsTask();
    }

    /// <summary>A call of a client that streams: it has no end before the caller says so.</summary>
    private sealed class OpenContent : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void End() => _end.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Text);
            _begun.SetResult();
            await _end.Task;
            await stream.WriteAsync(Text);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
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

    // It is written by the synchronous methods of the stream, a part at a time.
    private sealed class EagerContent(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            stream.Write(bytes, 0, 3);
            stream.Write(bytes.AsSpan(3));
            return Task.CompletedTask;
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
