using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests;

/// <summary>Rule 4: what a 401 costs, and when it costs nothing.</summary>
[CancelAfter(30_000)]
public sealed class UnauthorizedTests
{
    private static readonly Func<HttpRequestMessage, Ct, Task<HttpResponseMessage?>> AlwaysUnauthorized =
        (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized));

    private static readonly Func<HttpRequestMessage, Ct, Task<HttpResponseMessage?>> UnauthorizedAfterTheBody = async (request, ct) =>
    {
        await request.Content!.CopyToAsync(Stream.Null, ct);
        return new HttpResponseMessage(HttpStatusCode.Unauthorized);
    };

    [Test]
    public async Task A_revoked_token_is_renewed_and_the_request_replayed([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-2" }));
        Assert.That(world.Endpoint.Bodies[1], Does.Contain("grant_type=refresh_token").And.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_request_that_blocks_is_replayed_without_an_asynchronous_send(Ct ct)
    {
        await using var world = new TestWorld(build: account =>
            account.Services.AddHttpClient("api").ConfigurePrimaryHttpMessageHandler(() => new BlockingHandler()));
        await world.Auth.GetAccessTokenAsync(ct);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = await world.SendAsync(async: false, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_late_401_for_an_old_token_costs_no_renewal(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var late = new TaskCompletionSource<HttpResponseMessage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Api = (_, _) => late.Task;
        var slow = world.GetAsync(ct);
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(null);
        world.Revoked.Add("Bearer token-1");
        await world.GetAsync(ct);

        late.SetResult(null);

        Assert.That(await slow, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_token_got_for_this_request_and_refused_gives_the_401_to_the_caller([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld { Api = AlwaysUnauthorized };

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
    }

    [Test]
    public async Task After_a_refused_new_token_none_is_renewed_till_the_back_off_passed(Ct ct)
    {
        await using var world = new TestWorld { Api = AlwaysUnauthorized };
        await world.GetAsync(ct);

        world.Time.Advance(TimeSpan.FromSeconds(4.9));
        await world.GetAsync(ct);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));

        world.Time.Advance(TimeSpan.FromSeconds(0.1));
        await world.GetAsync(ct);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));

        world.Time.Advance(TimeSpan.FromSeconds(9.9));
        await world.GetAsync(ct);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2), "the second back-off is twice the first");
    }

    [Test]
    public async Task An_always_401_API_costs_a_handful_of_tokens(Ct ct)
    {
        await using var world = new TestWorld { Api = AlwaysUnauthorized };

        for (var second = 0; second < 10; second++)
        {
            var statuses = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => world.GetAsync(ct)));
            Assert.That(statuses, Is.All.EqualTo(HttpStatusCode.Unauthorized));
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(world.Endpoint.Requests, Is.LessThanOrEqualTo(4));
    }

    [Test]
    public async Task Always_refused_uploads_that_cannot_be_replayed_cost_a_handful_of_tokens(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = UnauthorizedAfterTheBody;

        for (var upload = 0; upload < 100; upload++)
        {
            using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);
            await world.Auth.GetAccessTokenAsync(ct);
        }

        Assert.That(world.Endpoint.Requests, Is.LessThanOrEqualTo(2));
    }

    [Test]
    public async Task An_upload_that_is_refused_and_cannot_be_replayed_has_the_token_renewed_before_anyone_asks(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        await world.Endpoint.Arrived(ct);
        world.Api = UnauthorizedAfterTheBody;

        using var upload = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);

        Assert.That(async () => await world.Endpoint.Arrived(ct), Throws.Nothing);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task Uploads_that_are_refused_long_after_one_another_lengthen_no_pause(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = UnauthorizedAfterTheBody;

        // The last one comes when the pause after a first one is over.
        foreach (var minutes in (double[])[3, 3, 3, 3, 3, 0.1])
        {
            using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);
            await world.Auth.GetAccessTokenAsync(ct);
            world.Time.Advance(TimeSpan.FromMinutes(minutes));
        }

        using var last = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-8"));
    }

    [Test]
    public async Task An_upload_that_is_refused_while_no_renewal_may_start_puts_off_none(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (number, _) => number == 2 ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) : null;
        Assert.That(async () => await world.Auth.CreateTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());
        world.Revoked.Add("Bearer token-1");
        world.Api = UnauthorizedAfterTheBody;

        world.Time.Advance(TimeSpan.FromSeconds(3));
        using var upload = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(null);
        world.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.That(upload.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task However_many_uploads_are_refused_in_a_back_off_it_becomes_no_longer(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(Stream.Null, ct);
            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        };

        for (var upload = 0; upload < 10; upload++)
        {
            using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);
            await world.Auth.GetAccessTokenAsync(ct);
        }

        world.Time.Advance(TimeSpan.FromSeconds(10));
        using var last = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);

        Assert.That(await world.TokenAfter("token-2", ct), Is.EqualTo("token-3"));
    }

    [Test]
    public async Task A_renewed_token_that_is_accepted_ends_the_back_off(Ct ct)
    {
        await using var world = new TestWorld();
        world.Revoked.Add("Bearer token-1");
        await world.GetAsync(ct);
        world.Time.Advance(TimeSpan.FromSeconds(5));
        await world.GetAsync(ct);
        world.Revoked.Add("Bearer token-2");

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Sent.Last(), Is.EqualTo("Bearer token-3"));
    }

    [Test]
    public async Task After_an_accepted_token_the_next_back_off_is_the_first_again(Ct ct)
    {
        await using var world = new TestWorld();
        world.Revoked.Add("Bearer token-1");
        await world.GetAsync(ct);
        world.Time.Advance(TimeSpan.FromSeconds(5));
        await world.GetAsync(ct);
        world.Revoked.UnionWith(["Bearer token-2", "Bearer token-3"]);
        await world.GetAsync(ct);

        world.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(4));
    }

    [TestCase(HttpStatusCode.Forbidden, null)]
    [TestCase(HttpStatusCode.PaymentRequired, null)]
    [TestCase(HttpStatusCode.Forbidden, "Bearer error=\"invalid_token\"")]
    [TestCase(HttpStatusCode.Unauthorized, "Bearer error=\"insufficient_scope\"")]
    [TestCase(HttpStatusCode.Unauthorized, "bearer realm=\"a, error=b\", error=insufficient_scope, scope=\"x\"")]
    [TestCase(HttpStatusCode.Unauthorized, "Bearer realm=\"x\", error = \"invalid_request\", error_description=\"no\"")]
    public async Task An_answer_that_a_new_token_cannot_change_never_renews(HttpStatusCode status, string? challenge, Ct ct)
    {
        await using var world = new TestWorld { Api = (_, _) => Task.FromResult<HttpResponseMessage?>(Refusal(status, challenge)) };
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(await world.GetAsync(ct), Is.EqualTo(status));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [TestCase("Bearer error=\"invalid_token\"")]
    [TestCase("Bearer realm=\"error=insufficient_scope\"")]
    [TestCase("Bearer error_description=\"error, error=insufficient_scope\", error=\"invalid_token\"")]
    [TestCase("Bearer error_description=\"a \\\", error=insufficient_scope, \", error=\"invalid_token\"")]
    [TestCase("Bearer")]
    [TestCase("Bearer error=\"")]
    [TestCase("Bearer realm=x\"y error=\"")]
    [TestCase("Bearer ,,,===\"\"")]
    [TestCase("Basic error=\"insufficient_scope\"")]
    public async Task Any_other_401_renews(string challenge, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(
            request.Headers.Authorization!.Parameter == "token-1" ? Refusal(HttpStatusCode.Unauthorized, challenge) : null);

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_failed_renewal_returns_the_original_401_with_its_body([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(
            new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("the original") });

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await response.Content.ReadAsStringAsync(ct), Is.EqualTo("the original"));
    }

    [Test]
    public async Task The_401_is_disposed_before_the_replay([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var body = new DisposalContent();
        var wasDisposed = false;
        world.Api = (request, _) =>
        {
            wasDisposed = body.IsDisposed;
            return Task.FromResult<HttpResponseMessage?>(
                request.Headers.Authorization!.Parameter == "token-1" ? new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = body } : null);
        };

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(wasDisposed, Is.True);
    }

    [Test]
    public async Task Cancelling_while_the_renewal_is_on_disposes_the_401(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        await world.Endpoint.Arrived(ct);
        var body = new DisposalContent();
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = body });
        world.Endpoint.Hold();
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(ct);

        var request = world.Client.GetAsync("/account/", impatient.Token);
        await world.Endpoint.Arrived(ct);
        await impatient.CancelAsync();

        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(body.IsDisposed, Is.True);
    }

    [Test]
    public async Task A_path_that_says_401_takes_the_token_from_nobody_while_the_endpoint_is_down(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(request.RequestUri!.AbsolutePath == "/bad" ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : null);

        for (var i = 0; i < 10; i++)
        {
            using var bad = await world.Client.GetAsync("/bad", ct);
            Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        }

        // One sign-in, then the refresh token twice, and a sign-in.
        Assert.That(world.Endpoint.Requests, Is.EqualTo(4));
    }

    [Test]
    public async Task Nor_while_the_endpoint_refuses_the_account_for_good(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(request.RequestUri!.AbsolutePath == "/bad" ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : null);

        for (var i = 0; i < 10; i++)
        {
            using var bad = await world.Client.GetAsync("/bad", ct);
            Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        }

        // One sign-in, then the refresh token, and a sign-in that is refused as well.
        Assert.That(world.Endpoint.Requests, Is.EqualTo(3));
    }

    [Test]
    public async Task Nor_while_it_hangs_and_the_refresh_token_is_given_up(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost");
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(request.RequestUri!.AbsolutePath == "/bad" ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : null);

        using var bad = await world.Client.GetAsync("/bad", ct);

        Assert.That(world.Endpoint.Bodies.Select(body => body.Split('&')[0]), Is.EqualTo(new[] { "grant_type=password", "grant_type=refresh_token", "grant_type=password" }));
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(HttpStatusCode.TooManyRequests)]
    [TestCase(HttpStatusCode.Forbidden)]
    [TestCase(HttpStatusCode.InternalServerError)]
    [TestCase(HttpStatusCode.BadGateway)]
    public async Task A_replay_that_does_not_show_whether_the_token_helped_ends_no_back_off(HttpStatusCode status, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var replayed = new HttpRequestOptionsKey<bool>("replayed");
        world.Api = (request, _) =>
        {
            var isReplay = request.Options.TryGetValue(replayed, out var _);
            request.Options.Set(replayed, true);
            return Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(isReplay ? status : HttpStatusCode.Unauthorized));
        };

        for (var i = 0; i < 200; i++)
        {
            await world.GetAsync(ct);
        }

        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_401_that_comes_after_the_provider_was_disposed_goes_to_the_caller(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        var (client, arrived, answer) = (world.Client, new TaskCompletionSource(), new TaskCompletionSource());
        world.Api = async (_, _) =>
        {
            arrived.SetResult();
            await answer.Task;
            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").UseSonetelAccount(string.Empty);
        var sending = client.SendAsync(request, ct);
        await arrived.Task.WaitAsync(ct);

        await world.Provider.DisposeAsync();
        answer.SetResult();

        using var response = await sending;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_callers_own_Authorization_is_left_alone_and_its_401_too(Ct ct)
    {
        await using var world = new TestWorld();
        world.Revoked.Add("Bearer mine");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "mine");

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer mine" }));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task An_outer_retry_of_the_same_request_gets_the_current_token(Ct ct)
    {
        await using var world = new TestWorld();
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://public-api.sonetel.com/account/");
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        using var first = await invoker.SendAsync(request, ct);
        await world.Auth.CreateTokenAsync(cancellationToken: ct);

        using var second = await invoker.SendAsync(request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-2" }));
    }

    private static HttpResponseMessage Refusal(HttpStatusCode status, string? challenge)
    {
        var response = new HttpResponseMessage(status);

        if (challenge is not null)
        {
            response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
        }

        return response;
    }

    // It accepts any token but the first, and cannot send asynchronously.
    private sealed class BlockingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) =>
            throw new NotSupportedException();

        protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken) =>
            new(request.Headers.Authorization!.Parameter == "token-1" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
    }
}
