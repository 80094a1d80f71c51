using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests;

/// <summary>What an error of the token endpoint tells: its status, what is known of the request, what to change, and no token.</summary>
[CancelAfter(30_000)]
public sealed class TokenRequestErrorTests
{
    private const string AccessToken = "eyJ.canary-access.sig";
    private const string RefreshToken = "canary-refresh";

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return new(401, """{"error":"invalid_client"}""", "BasicEncoding", (Action<SonetelAuthOptions>)(o => (o.ClientId, o.ClientSecret) = ("c", "p&q=r+s")));
        yield return new(401, """{"error":"invalid_client"}""", "ClientSecret", (Action<SonetelAuthOptions>)(o => (o.ClientId, o.ClientSecret) = ("c", "p&q=r+s")));
        yield return new(401, """{"error":"unauthorized"}""", "BasicEncoding", (Action<SonetelAuthOptions>)(o => (o.ClientId, o.ClientSecret) = ("c", "p&q")));
        yield return new(400, """{"error":"invalid_request","error_description":"Missing grant type"}""", "MultipartForm: set RequestFormat", (Action<SonetelAuthOptions>)(o => o.RequestFormat = TokenRequestFormat.MultipartForm));
        yield return new(400, """{"error":"unsupported_grant_type"}""", "Json: set RequestFormat", (Action<SonetelAuthOptions>)(o => o.RequestFormat = TokenRequestFormat.Json));
        yield return new(400, "{}", "MultipartForm: set RequestFormat", (Action<SonetelAuthOptions>)(o => o.RequestFormat = TokenRequestFormat.MultipartForm));
        yield return new(415, "{}", "RequestFormat", (Action<SonetelAuthOptions>)(_ => { }));
        yield return new(300, "{}", "a redirect", (Action<SonetelAuthOptions>)(_ => { }));
        yield return new(400, """{"error":"invalid_request","error_description":"Missing grant type"}""", "responded with 400 invalid_request (Missing grant type).", (Action<SonetelAuthOptions>)(_ => { }));
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task A_refusal_says_what_to_change(int status, string json, string advice, Action<SonetelAuthOptions> configure, Ct ct)
    {
        await using var world = new TestWorld(configure);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json(json, (HttpStatusCode)status);

        Assert.That((await Failure(world, ct)).Message, Does.Contain(advice));
    }

    [TestCase("Bad credentials for user@example.com")]
    [TestCase("USER does not exist")]
    [TestCase("other@example.com is locked")]
    [TestCase("call 46812345678")]
    [TestCase("password-0 is wrong")]
    [TestCase("two\\nlines")]
    [TestCase("token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")]
    public async Task A_description_that_may_name_somebody_stays_out_of_the_message(string description, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant", description);

        Assert.That((await Failure(world, ct)).Message, Does.Contain("responded with 400 invalid_grant. Check Username"));
    }

    [Test]
    public async Task A_refusal_that_is_no_401_blames_no_client(Ct ct)
    {
        await using var world = new TestWorld(options => (options.ClientId, options.ClientSecret) = ("c", "p&q=r+s"));
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");

        Assert.That((await Failure(world, ct)).Message, Does.Not.Contain("may also be the cause"));
    }

    // Sentences of words that are short enough.
    [TestCase(200, true)]
    [TestCase(201, false)]
    public async Task A_description_is_part_of_the_message_up_to_200_characters(int length, bool isShown, Ct ct)
    {
        await using var world = new TestWorld();
        var description = string.Concat(Enumerable.Repeat("no sign-in ", 20))[..(length - 1)] + "!";
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant", description);

        Assert.That((await Failure(world, ct)).Message, isShown ? Does.Contain(description) : Does.Not.Contain(description));
    }

    [Test]
    public async Task A_long_word_is_no_token_where_no_token_stands(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant", "Authentication was unsuccessful");

        Assert.That((await Failure(world, ct)).Message, Does.Contain("(Authentication was unsuccessful)"));
    }

    [Test]
    public async Task A_description_of_any_length_is_kept_up_to_500_characters(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant", new string('x', 10_000));

        Assert.That((await Failure(world, ct)).ErrorDescription, Is.EqualTo(new string('x', 500)));
    }

    [Test]
    public async Task A_Retry_After_that_has_passed_is_told_as_no_time(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter = new RetryConditionHeaderValue(world.Time.GetUtcNow().AddMinutes(-1));
            return response;
        };

        // An own request of the caller's, because the account's failures tell its pause instead.
        var request = new TokenRequest { Parameters = { ["audience"] = "api" } };
        Assert.That(
            async () => await world.Auth.CreateTokenAsync(request, ct),
            Throws.InstanceOf<SonetelAuthException>().With.Property("RetryAfter").EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task An_error_code_that_names_the_user_is_shown_without_the_name(Ct ct)
    {
        await using var world = new TestWorld(options => options.Username = "jane.doe");
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "unknown_user_Jane.Doe");

        var failure = await Failure(world, ct);

        Assert.That(failure.Error, Does.StartWith("unknown_user_"));
        Assert.That($"{failure} {failure.Error}", Does.Not.Contain("jane.doe").IgnoreCase);
    }

    [Test]
    public async Task An_account_without_a_user_is_told_the_error_code_as_it_is(Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.UseMoov("client", "secret", "/a.read");
            (options.Username, options.Password) = (null, null);
        });
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "client_suspended");

        Assert.That(
            async () => await world.Auth.GetAccessTokenAsync(ct),
            Throws.InstanceOf<SonetelAuthException>().With.Property("Error").EqualTo("client_suspended"));
    }

    [Test]
    public async Task A_code_that_is_no_text_hides_no_description(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("""{"error":1,"error_description":"no such user"}""", HttpStatusCode.BadRequest);

        Assert.That((await Failure(world, ct)).ErrorDescription, Is.EqualTo("no such user"));
    }

    [Test]
    public async Task A_message_is_the_description(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("""{"message":"no such user","hint":"sign up"}""", HttpStatusCode.BadRequest);

        Assert.That((await Failure(world, ct)).ErrorDescription, Is.EqualTo("no such user"));
    }

    [Test]
    public async Task A_secret_that_contains_another_one_is_removed_whole(Ct ct)
    {
        await using var world = new TestWorld(options => options.Password = $"{options.Username}-and-more");
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant", "user@example.com-and-more");

        Assert.That((await Failure(world, ct)).ErrorDescription, Is.EqualTo("[redacted]"));
    }

    [Test]
    public async Task A_certificate_that_is_not_trusted_points_to_TokenClient(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "no");

        Assert.That((await Failure(world, ct)).Message, Does.Contain("certificate").And.Contain("TokenClient"));
    }

    [Test]
    public async Task A_parameter_of_the_callers_is_removed_from_what_the_endpoint_says(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant", "one-time-code is used");
        var request = new TokenRequest { Parameters = { ["otp"] = "one-time-code" } };

        Assert.That(
            async () => await world.Auth.CreateTokenAsync(request, ct),
            Throws.InstanceOf<SonetelAuthException>().With.Property("ErrorDescription").EqualTo("[redacted] is used"));
    }

    [Test]
    public async Task What_will_pass_needs_no_advice(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.TooManyRequests);

        Assert.That((await Failure(world, ct)).Message, Does.EndWith(" responded with 429."));
    }

    [Test]
    public async Task A_form_is_not_told_to_become_a_form(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_request", "Missing grant type");

        Assert.That((await Failure(world, ct)).Message, Does.Not.Contain("FormUrlEncoded"));
    }

    [Test]
    public async Task An_endpoint_that_cannot_be_reached_is_no_matter_of_certificates(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "no");

        Assert.That((await Failure(world, ct)).Message, Does.Contain("ConnectionError").And.Not.Contain("certificate"));
    }

    [Test]
    public async Task A_body_that_breaks_off_is_told_as_it_broke_off(Ct ct)
    {
        await using var world = new TestWorld();
        using var broken = new StalledStream(onRead: () => throw new IOException("broken off"));
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(broken) };

        Assert.That((await Failure(world, ct)).InnerException, Is.InstanceOf<IOException>().With.Message.EqualTo("broken off"));
    }

    [Test]
    public async Task The_endpoints_status_does_not_pass_for_the_APIs(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("{}", HttpStatusCode.NotFound);

        var failure = await Failure(world, ct);
        var again = await Failure(world, ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure.StatusCode, Is.Null);
            Assert.That(failure.TokenEndpointStatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(again.TokenEndpointStatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }
    }

    [TestCase(200, """{"error":"invalid_grant"}""", TokenRequestOutcome.Refused)]
    [TestCase(200, """{"error":"temporarily_unavailable"}""", TokenRequestOutcome.Unavailable)]
    [TestCase(200, "{}", TokenRequestOutcome.Unknown)]
    [TestCase(200, "<html>", TokenRequestOutcome.Unknown)]
    [TestCase(204, "", TokenRequestOutcome.Unknown)]
    [TestCase(302, "", TokenRequestOutcome.Refused)]
    [TestCase(400, """{"error":"invalid_grant"}""", TokenRequestOutcome.Refused)]
    [TestCase(400, """{"error":"server_error"}""", TokenRequestOutcome.Unavailable)]
    [TestCase(401, "", TokenRequestOutcome.Refused)]
    [TestCase(404, "", TokenRequestOutcome.Refused)]
    [TestCase(408, "", TokenRequestOutcome.Unavailable)]
    [TestCase(422, """{"a":"b"}""", TokenRequestOutcome.Refused)]
    [TestCase(429, "", TokenRequestOutcome.Throttled)]
    [TestCase(500, "", TokenRequestOutcome.Unavailable)]
    [TestCase(501, "", TokenRequestOutcome.Unavailable)]
    [TestCase(502, """{"error":"invalid_grant"}""", TokenRequestOutcome.Unknown)]
    [TestCase(503, "", TokenRequestOutcome.Unavailable)]
    [TestCase(504, "", TokenRequestOutcome.Unknown)]
    [TestCase(522, "", TokenRequestOutcome.Unknown)]
    public async Task What_is_known_of_a_request_shows_in_its_response(int status, string body, object outcome, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json(body, (HttpStatusCode)status);

        Assert.That((await Failure(world, ct)).Outcome, Is.EqualTo(outcome));
    }

    [TestCase(HttpRequestError.NameResolutionError, TokenRequestOutcome.NotSent)]
    [TestCase(HttpRequestError.ConnectionError, TokenRequestOutcome.NotSent)]
    [TestCase(HttpRequestError.SecureConnectionError, TokenRequestOutcome.NotSent)]
    [TestCase(HttpRequestError.ResponseEnded, TokenRequestOutcome.Unknown)]
    [TestCase(HttpRequestError.Unknown, TokenRequestOutcome.Unknown)]
    public async Task What_is_known_of_a_request_without_a_response_shows_in_its_error(HttpRequestError error, object outcome, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => throw new HttpRequestException(error, "no");

        Assert.That((await Failure(world, ct)).Outcome, Is.EqualTo(outcome));
    }

    [TestCase($$"""{"error":"invalid_grant","error_description":"{{AccessToken}}","access_token":"{{AccessToken}}"}""")]
    [TestCase($$"""{"error":"invalid_grant","error_description":"old {{RefreshToken}} new","refresh_token":"{{RefreshToken}}"}""")]
    [TestCase($$"""{"error":"invalid_grant","access_token":"{{AccessToken}}","refresh_token":"{{RefreshToken}}"}""")]
    [TestCase($$"""{"error":"x {{RefreshToken}}","message":"{{AccessToken}}","id_token":"{{AccessToken}}","refresh_token":"{{RefreshToken}}"}""")]
    [TestCase($$"""{"error":"x","message":"{{RefreshToken}}","data":{"refreshToken":["{{RefreshToken}}"] } }""")]
    [TestCase($$"""{"error":"x","message":"{{AccessToken}}","access_token":"Bearer {{AccessToken}}"}""")]
    public async Task An_error_that_comes_with_tokens_shows_none(string json, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json(json, HttpStatusCode.BadRequest);

        var failure = await Failure(world, ct);

        Assert.That($"{failure} {failure.Error} {failure.ErrorDescription}", Does.Not.Contain("canary"));
        Assert.That(world.Logs.At(LogLevel.Trace), Is.Not.Empty.And.None.Contains("canary"));
    }

    [Test]
    public async Task A_field_map_that_names_the_refresh_token_keeps_its_words(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("""{"refresh_token":"the token is not valid"}""", HttpStatusCode.UnprocessableEntity);

        Assert.That((await Failure(world, ct)).ErrorDescription, Is.EqualTo("refresh_token: the token is not valid"));
    }

    private static async Task<SonetelAuthException> Failure(TestWorld world, Ct ct)
    {
        try
        {
            await world.GetAsync(ct);
        }
        catch (SonetelAuthException e)
        {
            return e;
        }

        throw new InvalidOperationException("no failure");
    }
}
