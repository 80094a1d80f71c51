using System.Net;

namespace Sonetel.Http.Tests;

/// <summary>Rule 7: what a token is renewed with, and what is never spent twice.</summary>
[CancelAfter(30_000)]
public sealed class RenewalOrderTests
{
    [Test]
    public async Task The_refresh_token_comes_first(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(1));

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies[0], Is.EqualTo("grant_type=password&username=user@example.com&password=password-0&refresh=yes"));
        Assert.That(world.Endpoint.Bodies[1], Is.EqualTo("grant_type=refresh_token&refresh_token=refresh-1&refresh=yes"));
    }

    [TestCase(400, """{"error":"invalid_grant"}""")]
    [TestCase(401, """{"error":"invalid_grant"}""")]
    [TestCase(401, """{"error":"invalid_token","error_description":"Cannot convert access token to JSON"}""")]
    [TestCase(401, """{"error":"unauthorized"}""")]
    [TestCase(401, """{"error":"invalid_request","message":"The refresh token is invalid."}""")]
    [TestCase(422, """{"refresh_token":"is expired"}""")]
    [TestCase(400, "\ufeff{\"error\":\"invalid_grant\"}")]
    [TestCase(400, """{"error":"invalid_request"}""")]
    [TestCase(400, """{"error":"unauthorized_client"}""")]
    [TestCase(400, """{"error":"invalid_scope"}""")]
    [TestCase(400, """{"error":"access_denied"}""")]
    [TestCase(400, """{"error":"expired_token"}""")]
    [TestCase(400, """{"error":"The refresh token was used."}""")]
    [TestCase(400, "no")]
    [TestCase(401, """{"error":"invalid_client"}""")]
    [TestCase(401, "")]
    [TestCase(403, "")]
    [TestCase(404, "")]
    [TestCase(410, "")]
    [TestCase(422, """{"error":"invalid_grant"}""")]
    [TestCase(200, """{"error":"whatever"}""")]
    public async Task A_dead_refresh_token_falls_back_to_signing_in_once(int status, string error, Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => number == 2 ? FakeTokenEndpoint.Json(error, (HttpStatusCode)status) : null;

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-3"));
        Assert.That(world.Endpoint.Bodies[2], Does.StartWith("grant_type=password"));
    }

    [TestCase(408)]
    [TestCase(500)]
    [TestCase(501)]
    [TestCase(503)]
    public async Task One_response_that_the_endpoint_cannot_serve_costs_one_more_request_with_the_same_refresh_token(int status, Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => number == 2 ? new HttpResponseMessage((HttpStatusCode)status) : null;

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-3"));
        Assert.That(world.Endpoint.Bodies[2], Does.Contain("refresh_token=refresh-1"));
    }

    [TestCase(500)]
    [TestCase(503)]
    public async Task A_second_5xx_in_a_row_signs_in_once(int status, Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => number is 2 or 3 ? new HttpResponseMessage((HttpStatusCode)status) : null;

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-4"));
        Assert.That(world.Endpoint.Bodies[3], Does.StartWith("grant_type=password"));
    }

    [Test]
    public async Task A_second_5xx_in_the_next_renewal_signs_in_as_well(Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => number is 2 or 3 ? AskingToWait(HttpStatusCode.ServiceUnavailable) : null;
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        world.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-4"));
        Assert.That(world.Endpoint.Bodies[3], Does.StartWith("grant_type=password"));
    }

    [Test]
    public async Task A_server_that_answers_each_refresh_with_500_for_ever_costs_no_account_its_token(Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => world.Endpoint.Bodies[number - 1].StartsWith("grant_type=refresh_token", StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.InternalServerError)
            : null;

        for (var renewal = 0; renewal < 3; renewal++)
        {
            Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.Nothing);
            world.Time.Advance(TimeSpan.FromHours(1));
        }
    }

    [TestCase(503, "refresh_token")]
    [TestCase(429, "password")]
    public async Task Only_a_refresh_token_that_is_surely_unspent_is_kept_for_later(int status, string grant, Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => number == 2 ? AskingToWait((HttpStatusCode)status) : null;

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies[2], Does.StartWith($"grant_type={grant}"));
    }

    [Test]
    public async Task A_user_whose_name_stands_in_an_error_code_does_not_hide_it(Ct ct)
    {
        await using var world = new TestWorld(options => options.Username = "grant");
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Endpoint.Answer = (number, _) => number == 2 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-3"));
    }

    [Test]
    public async Task A_dead_refresh_token_and_a_wrong_password_cost_two_requests_and_then_one(Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(world.Endpoint.Requests, Is.EqualTo(3));

        world.Time.Advance(TimeSpan.FromSeconds(5.5));
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(world.Endpoint.Bodies[3], Does.StartWith("grant_type=password"));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(4));
    }

    [TestCase("reset")]
    [TestCase("garbage")]
    [TestCase("502")]
    public async Task A_renewal_of_unknown_outcome_is_not_sent_again_with_the_same_refresh_token(string fault, Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => number switch
        {
            2 when fault == "reset" => throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset"),
            2 when fault == "502" => new HttpResponseMessage(HttpStatusCode.BadGateway),
            2 => FakeTokenEndpoint.Json("{"),
            _ => null,
        };

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-3"));
        Assert.That(world.Endpoint.Bodies.Count(body => body.Contains("refresh-1", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_refresh_that_times_out_costs_the_waiters_one_timeout_and_the_next_caller_gets_a_signed_in_token(Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => number == 2 ? Timeout(world) : null;
        var began = world.Time.GetUtcNow();

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("TokenRequestTimeout"));
        Assert.That(world.Time.GetUtcNow() - began, Is.EqualTo(TimeSpan.FromSeconds(30)));

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-3"));
        Assert.That(world.Endpoint.Bodies[2], Does.StartWith("grant_type=password"));
    }

    [Test]
    public async Task A_refresh_token_that_never_left_is_kept(Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.Answer = (number, _) => number is 2 or 3 ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : null;

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies[3], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_rotated_refresh_token_is_in_the_store_before_the_token_is_used(Ct ct)
    {
        var store = new GatedStore();
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));

        var request = world.GetAsync(ct);
        await store.Arrived.WaitAsync(ct);
        Assert.That(world.Sent, Is.Empty);
        store.Release();
        await request;

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
        Assert.That((await store.GetAsync(world.Key, ct))!.RefreshToken, Is.EqualTo("refresh-1"));
    }

    [Test]
    public async Task An_answer_without_a_refresh_token_keeps_the_old_one(Ct ct)
    {
        await using var world = await Expired(ct);
        world.Endpoint.GivesRefreshTokens = false;

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(await world.Auth.GetRefreshTokenAsync(ct), Is.EqualTo("refresh-1"));
    }

    [Test]
    public async Task An_account_with_a_refresh_token_alone_starts_from_it_and_rotates_it(Ct ct)
    {
        await using var world = new TestWorld(options => options.UseSipgateOAuth("client", "secret", "given"));
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(1));

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies[0], Does.Contain("refresh_token=given"));
        Assert.That(world.Endpoint.Bodies[1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_dead_rotated_refresh_token_does_not_bring_the_configured_one_back(Ct ct)
    {
        await using var world = new TestWorld(options => options.UseSipgateOAuth("client", "secret", "given"));
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("set a new RefreshToken"));

        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
        Assert.That(world.Endpoint.Bodies.Count(body => body.Contains("refresh_token=given", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private static HttpResponseMessage AskingToWait(HttpStatusCode status)
    {
        var response = new HttpResponseMessage(status);
        response.Headers.Add("Retry-After", "30");
        return response;
    }

    private static async Task<TestWorld> Expired(Ct ct)
    {
        var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(1));
        return world;
    }

    private static HttpResponseMessage Timeout(TestWorld world)
    {
        world.Time.Advance(TimeSpan.FromSeconds(30));
        throw new OperationCanceledException();
    }

    [Test]
    public async Task A_parameter_or_header_without_a_value_hides_no_error(Ct ct)
    {
        await using var world = new TestWorld(options => (options.Parameters["otp"], options.TokenRequestHeaders["X"], options.RequestHeaders["Y"]) = (null!, null!, null!));
        world.Endpoint.Answer = (number, request) => request.Headers.Contains("X") ? null : number == 1 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;

        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("Error").EqualTo("invalid_grant").And.Property("IsTransient").False);

        world.Time.Advance(TimeSpan.FromMinutes(1));
        bool? hasHeader = null;
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage { RequestMessage = (hasHeader = request.Headers.Contains("Y")) is null ? null : request });
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(hasHeader, Is.False);
    }

    [TestCase(HttpStatusCode.OK, "invalid_grant", false)]
    [TestCase(HttpStatusCode.OK, "temporarily_unavailable", true)]
    [TestCase(HttpStatusCode.BadRequest, "temporarily_unavailable", true)]
    [TestCase(HttpStatusCode.BadRequest, "server_error", true)]
    public async Task The_error_code_decides_whatever_status_it_comes_with(HttpStatusCode status, string error, bool isTransient, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(status, error);

        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("Error").EqualTo(error).And.Property("IsTransient").EqualTo(isTransient));
    }

    [Test]
    public async Task What_failed_on_the_way_is_told_as_HttpClient_tells_it(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError, "no such host");

        for (var call = 0; call < 2; call++)
        {
            Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("HttpRequestError").EqualTo(HttpRequestError.NameResolutionError));
        }
    }
}
