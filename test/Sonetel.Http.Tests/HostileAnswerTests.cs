using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Sonetel.Http.Tests;

/// <summary>Rule 10: whatever the endpoint answers, it is a token or a <see cref="SonetelAuthException"/>, in bounded time and memory.</summary>
[CancelAfter(30_000)]
public sealed class HostileAnswerTests
{
    private static readonly Dictionary<string, Func<HttpResponseMessage>> Answers = new()
    {
        ["HTML with 200"] = () => new(HttpStatusCode.OK) { Content = new StringContent("<html>canary</html>", Encoding.UTF8, "text/html") },
        ["nothing"] = () => FakeTokenEndpoint.Json(string.Empty),
        ["204"] = () => new(HttpStatusCode.NoContent),
        ["UTF-16"] = () => new(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.Unicode.GetBytes("""{"access_token":"canary"}""")) },
        ["a key twice"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","access_token":"canary-2"}"""),
        ["a key three times"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","access_token":"canary","access_token":"canary-2"}"""),
        ["a bomb of arrays"] = () => FakeTokenEndpoint.Json($$"""{"a":{{new string('[', 100_000)}}"""),
        ["cut off"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","""),
        ["more after it"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary"} {"access_token":"canary"}"""),
        ["an array"] = () => FakeTokenEndpoint.Json("""[{"access_token":"canary"}]"""),
        ["no token"] = () => FakeTokenEndpoint.Json("""{"token_type":"bearer"}"""),
        ["a token in an array"] = () => FakeTokenEndpoint.Json("""{"access_token":["canary"]}"""),
        ["a token in an object"] = () => FakeTokenEndpoint.Json("""{"access_token":{"value":"canary"}}"""),
        ["a refresh token in an array"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","refresh_token":["canary"]}"""),
        ["a refresh token in an object"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","refresh_token":{"a":"b"}}"""),
        ["a refresh token that is a number"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","refresh_token":1}"""),
        ["two lifetimes"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","expires_in":1,"expires_in":2}"""),
        ["an empty token"] = () => FakeTokenEndpoint.Json("""{"access_token":""}"""),
        ["a null token"] = () => FakeTokenEndpoint.Json("""{"access_token":null}"""),
        ["a number"] = () => FakeTokenEndpoint.Json("""{"access_token":1}"""),
        ["a line break in it"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary\r\nX-Evil: 1"}"""),
        ["a space in it"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary canary"}"""),
        ["umlauts in it"] = () => FakeTokenEndpoint.Json("""{"access_token":"canäry"}"""),
        ["half a surrogate"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary\ud800"}"""),
        ["a line break in the refresh token"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","refresh_token":"a\nb"}"""),
        ["a token of another type"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","token_type":"mac"}"""),
        ["a token of a type with a long name"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","token_type":"urn:ietf:params:oauth:token-type:mac"}"""),
        ["a token of a type that is a number"] = () => FakeTokenEndpoint.Json("""{"access_token":"canary","token_type":1}"""),
        ["a redirect"] = () => new(HttpStatusCode.Redirect) { Headers = { Location = new Uri("https://evil.example.net/canary") } },
        ["no end"] = () => new(HttpStatusCode.OK) { Content = new StreamContent(new OneShotStream(int.MaxValue)) },
        ["an error without end"] = () => new(HttpStatusCode.BadRequest) { Content = new StreamContent(new OneShotStream(int.MaxValue)) },
        ["an error that is no object"] = () => FakeTokenEndpoint.Json("[]", HttpStatusCode.BadRequest),
        ["an error that is a number"] = () => FakeTokenEndpoint.Json("""{"error":1,"message":["canary"]}""", HttpStatusCode.BadRequest),
        ["an error with line breaks"] = () => FakeTokenEndpoint.Json("""{"error":"a\r\ncanary"}""", HttpStatusCode.BadRequest),
    };

    private static IEnumerable<string> AnswerNames => Answers.Keys;

    [Test]
    public async Task What_is_no_token_is_an_error_that_shows_none_of_it([ValueSource(nameof(AnswerNames))] string name, [Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => Answers[name]();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var failure = await Failure(world.SendAsync(async, request, ct));

        Assert.That(failure, Is.TypeOf<SonetelAuthException>());
        Assert.That(failure!.ToString(), Does.Contain("api.sonetel.com").And.Not.Contain("canary"));
        Assert.That(world.Sent, Is.Empty);
    }

    [TestCase("nothing", "is empty")]
    [TestCase("204", "204")]
    [TestCase("HTML with 200", "is not JSON")]
    [TestCase("a key twice", "twice")]
    [TestCase("a key three times", "twice")]
    [TestCase("an array", "is not a JSON object")]
    [TestCase("no token", "contains no access_token")]
    [TestCase("a token in an array", "not a string")]
    [TestCase("a refresh token in an object", "not a string")]
    [TestCase("two lifetimes", "twice")]
    [TestCase("a token of another type", "token_type")]
    [TestCase("a token of a type with a long name", "token_type")]
    [TestCase("a token of a type that is a number", "token_type")]
    [TestCase("no end", "longer than")]
    [TestCase("a redirect", "redirect")]
    public async Task The_error_says_what_was_wrong(string name, string what, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => Answers[name]();

        var failure = await Failure(world.GetAsync(ct));

        Assert.That(failure!.Message, Does.Contain(what).And.Not.Contain("Username"));
        Assert.That((failure as SonetelAuthException)?.IsTransient, Is.EqualTo(name is not "a redirect"));
    }

    [TestCase("\ufeff{\"access_token\":\"token\"}")]
    [TestCase("""{"ACCESS_TOKEN":"x","access_token":"token","token_type":"BEARER","x":{"access_token":"y"},"y":[1,[2]]}""")]
    [TestCase(""" { "scope" : ["a","b"], "access_token" : "token", "refresh_token" : null, "expires_in" : "60" } """)]
    [TestCase("""{"access_token":"token","scope":"a b","expires_in":60,"access_token":"token","expires_in":"60","scope":["a","b"]}""")]
    [TestCase("""{"token_type":"bearer","refresh_token":"r","access_token":"token","refresh_token":"r","token_type":"Bearer"}""")]
    [TestCase("""{"access_token":"token","token_type":"bear\u0065\u0072"}""")]
    public async Task What_is_odd_but_a_token_is_taken(string json, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json(json);

        await world.GetAsync(ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token" }));
    }

    [Test]
    public async Task An_answer_that_never_ends_is_given_up_after_the_timeout([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        using var stalled = new StalledStream(onRead: () => world.Time.Advance(TimeSpan.FromSeconds(31)));
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(stalled) };

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var failure = await Failure(world.SendAsync(async, request, ct));

        Assert.That(failure, Is.TypeOf<SonetelAuthException>().With.Message.Contains("TokenRequestTimeout"));
    }

    [Test]
    public async Task A_body_that_ignores_its_cancellation_hangs_neither_callers_nor_the_end([Values] bool async, Ct ct)
    {
        var world = new TestWorld();
        using var deaf = new DeafStream(onRead: () => world.Time.Advance(TimeSpan.FromSeconds(31)));
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(deaf) };

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var failure = await Failure(world.SendAsync(async, request, ct));
        await world.DisposeAsync().AsTask().WaitAsync(ct);

        Assert.That(failure, Is.TypeOf<SonetelAuthException>().With.Message.Contains("TokenRequestTimeout"));
    }

    [Test]
    public void Arbitrary_bytes_are_a_token_or_a_fault() =>
        Prop.ForAll<byte[]>(bytes => IsTokenOrFault(bytes)).QuickCheckThrowOnFailure();

    [Test]
    public void Arbitrary_JSON_is_a_token_or_a_fault() =>
        Prop.ForAll(Arb.From(Json(4).Select(Encoding.UTF8.GetBytes)), IsTokenOrFault).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Test]
    public void A_token_answer_that_is_damaged_is_a_token_or_a_fault() =>
        Prop.ForAll(Arb.From(Damaged()), IsTokenOrFault).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Test]
    public void Arbitrary_text_is_a_JWT_or_none() =>
        Prop.ForAll(Arb.From(Json(3)), payload => DecodedToken.Decode(LifetimeTests.Jwt(payload)) is null or { Scopes: not null, Audience: not null })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static bool IsTokenOrFault(byte[] bytes)
    {
        var fault = TokenResponseReader.Read(bytes, out var answer);
        _ = ErrorResponse.Read(bytes, new Redaction("a", string.Empty, null));

        if (fault is not null)
        {
            return true;
        }

        using var request = new HttpRequestMessage();
        request.Headers.Authorization = new("Bearer", answer.AccessToken);
        return TokenLifetime.Of(answer, DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1)) >= TimeSpan.Zero;
    }

    private static Gen<string> Json(int depth)
    {
        var names = Gen.Elements("access_token", "refresh_token", "expires_in", "scope", "error", "error_description", "message", "exp", "iat", "aud", "x", "\\ud800", "");
        var texts = Gen.Elements("token", "", "\\u0000", "\\r\\n", "\\ud800", "1767229200", "-1", "1e999", "ü", "a.b.c", "e30.eyJleHAiOjFlOTk5fQ.s", "e30..s", "[");
        var leaves = Gen.OneOf(texts.Select(text => $"\"{text}\""), Gen.Elements("0", "-1", "3600", "1e999", "-1e400", "0.1", "1767229200", "true", "null", "99999999999999999999"));

        if (depth == 0)
        {
            return leaves;
        }

        var inner = Json(depth - 1);
        var objects = Gen.Zip(names, inner).Select(member => $"\"{member.Item1}\":{member.Item2}").ListOf().Select(members => $"{{{string.Join(',', members.Take(6))}}}");
        return Gen.OneOf(objects, objects, inner.ListOf().Select(items => $"[{string.Join(',', items.Take(4))}]"), leaves);
    }

    private static Gen<byte[]> Damaged()
    {
        var whole = Encoding.UTF8.GetBytes("""{"access_token":"e30.eyJleHAiOjE3fQ.s","refresh_token":"r","expires_in":3600,"scope":"a b","token_type":"bearer"}""");
        return
            from length in Gen.Choose(1, whole.Length)
            from position in Gen.Choose(0, length - 1)
            from value in Gen.Choose(0, 255)
            select (byte[])[.. whole[..position], (byte)value, .. whole[(position + 1)..length]];
    }

    private static async Task<Exception?> Failure(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (Exception e) when (e is not AssertionException)
        {
            return e;
        }
    }
}
