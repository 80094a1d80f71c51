using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.Tests;

/// <summary>Rules 3 and 8: an endpoint that fails is left alone, and requests keep flowing while they can.</summary>
[CancelAfter(30_000)]
public sealed class FailingEndpointTests
{
    [TestCase(0, 0.0, 5)]
    [TestCase(1, 0.0, 5)]
    [TestCase(1, 1.0, 5.5)]
    [TestCase(2, 0.0, 60)]
    [TestCase(3, 0.0, 720)]
    [TestCase(4, 0.0, 900)]
    [TestCase(int.MaxValue, 1.0, 990)]
    public void A_refusal_is_tried_again_ever_more_rarely_and_jitter_only_lengthens(int refusals, double jitter, double seconds) =>
        Assert.That(BackoffDelay.AfterRefusal(refusals, null, new SonetelAuthOptions(), jitter).TotalSeconds, Is.EqualTo(seconds).Within(1e-6));

    [Test]
    public void No_pause_after_a_refusal_is_longer_than_RefusalBackoff([Range(1, 6)] int refusals)
    {
        var options = new SonetelAuthOptions { RefusalBackoff = TimeSpan.FromSeconds(3) };

        Assert.That(BackoffDelay.AfterRefusal(refusals, null, options, jitter: 0).TotalSeconds, Is.EqualTo(3));
    }

    [TestCase(1, 0.0, 5)]
    [TestCase(1, 1.0, 4)]
    [TestCase(3, 0.5, 18)]
    [TestCase(100, 1.0, 48)]
    public void A_passing_failure_is_jittered_downwards(int failures, double jitter, double seconds) =>
        Assert.That(BackoffDelay.AfterFailure(failures, null, new SonetelAuthOptions(), jitter).TotalSeconds, Is.EqualTo(seconds).Within(1e-6));

    [TestCase(0, 0.5, 0.1)]
    [TestCase(1, 0.5, 0.15)]
    [TestCase(0, 1.0, 0.125)]
    [TestCase(int.MaxValue, 0.0, 0.75)]
    public void A_store_is_called_ever_more_rarely_down_to_about_once_a_second(int pauses, double jitter, double seconds) =>
        Assert.That(BackoffDelay.BetweenStoreCalls(pauses, jitter).TotalSeconds, Is.EqualTo(seconds).Within(1e-6));

    [Test]
    public async Task A_sign_in_that_is_refused_while_the_store_is_away_is_tried_ever_less_often(Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => new UnsteadyStore { Fails = true }));
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(world.Auth.Status.NextTryAt - world.Time.GetUtcNow(), Is.InRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.5)));
        world.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(world.Auth.Status.NextTryAt - world.Time.GetUtcNow(), Is.InRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(66)));
    }

    [Test]
    public async Task A_second_failure_in_a_row_is_followed_by_twice_the_pause(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(world.Auth.Status.NextTryAt - world.Time.GetUtcNow(), Is.InRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5)));
        world.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(world.Auth.Status.NextTryAt - world.Time.GetUtcNow(), Is.InRange(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(10)));
    }

    [TestCase(0.0, 1)]
    [TestCase(1.0, 0.8)]
    public void A_store_that_failed_is_tried_again_after_about_a_second(double jitter, double seconds) =>
        Assert.That(BackoffDelay.AfterStoreFailure(jitter).TotalSeconds, Is.EqualTo(seconds).Within(1e-6));

    [TestCase(0, 5)]
    [TestCase(3, 5)]
    [TestCase(120, 120)]
    [TestCase(100_000_000, 3_600)]
    public void Retry_After_is_honoured_up_to_an_hour(double asked, double seconds)
    {
        var retryAfter = TimeSpan.FromSeconds(asked);

        Assert.That(BackoffDelay.AfterRefusal(1, retryAfter, new SonetelAuthOptions(), jitter: 0).TotalSeconds, Is.EqualTo(seconds));
        Assert.That(BackoffDelay.AfterFailure(1, retryAfter, new SonetelAuthOptions(), jitter: 0).TotalSeconds, Is.EqualTo(seconds));
    }

    [Test]
    public async Task A_wrong_password_is_tried_again_after_5_s_a_minute_12_minutes_and_then_each_15_minutes(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.Unauthorized, "unauthorized");

        // Just before the pause ends, and once its longest jitter is over.
        (double Advance, int Requests)[] steps =
        [
            (0, 1), (4.9, 1), (0.6, 2), (59.4, 2), (7, 3), (719, 3), (74, 4), (899, 4), (92, 5), (899, 5), (92, 6),
        ];

        foreach (var (advance, requests) in steps)
        {
            world.Time.Advance(TimeSpan.FromSeconds(advance));
            Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("Error").EqualTo("unauthorized"));
            Assert.That(world.Endpoint.Requests, Is.EqualTo(requests));
        }

        Assert.That(world.Sent, Is.Empty);
    }

    [Test]
    public async Task A_logger_that_throws_leaves_nobody_waiting(Ct ct)
    {
        await using var world = new TestWorld();
        var logger = Substitute.For<ILoggerProvider>();
        logger.CreateLogger("").ReturnsForAnyArgs(new FailingLogger());
        world.Services.AddLogging(logging => logging.AddProvider(logger));
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct).AsTask().WaitAsync(ct), Throws.InstanceOf<SonetelAuthException>());
    }

    [TestCase(typeof(NotSupportedException))]
    [TestCase(typeof(HttpRequestException))]
    public async Task A_token_client_that_knows_no_synchronous_way_fails_synchronous_callers_only(Type failure, Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.TokenClient.ConfigurePrimaryHttpMessageHandler(() => new AsynchronousHandler(failure)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        Assert.That(async () => await world.SendAsync(async: false, request, ct), Throws.InstanceOf<SonetelAuthException>());

        world.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_later_caller_is_told_how_long_the_endpoint_is_still_to_be_left_alone(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => Throttled();
        var told = new List<TimeSpan?>();

        for (var call = 0; call < 2; call++)
        {
            try
            {
                await world.GetAsync(ct);
            }
            catch (SonetelAuthException e)
            {
                told.Add(e.RetryAfter);
            }

            world.Time.Advance(TimeSpan.FromSeconds(80));
        }

        Assert.That(told[0], Is.EqualTo(TimeSpan.FromSeconds(90)));
        Assert.That(told[1], Is.LessThan(TimeSpan.FromSeconds(30)).And.GreaterThan(TimeSpan.FromSeconds(9)));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));

        static HttpResponseMessage Throttled()
        {
            var response = FakeTokenEndpoint.Error(HttpStatusCode.TooManyRequests, "slow_down");
            response.Headers.Add("Retry-After", "90");
            return response;
        }
    }

    [Test]
    public async Task A_token_client_that_does_not_listen_holds_nobody_beyond_the_timeout_and_what_it_gives_then_goes_back(Ct ct)
    {
        var (arrived, never) = (new TaskCompletionSource(), new TaskCompletionSource<HttpResponseMessage>());
        await using var world = new TestWorld(build: builder => builder.TokenClient.ConfigurePrimaryHttpMessageHandler(() => new TestHandler((_, _) =>
        {
            arrived.SetResult();
            return never.Task;
        })));
        var calling = world.GetAsync(ct);
        await arrived.Task.WaitAsync(ct);

        while (!calling.IsCompleted)
        {
            ct.ThrowIfCancellationRequested();
            world.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.That(async () => await calling, Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("TokenRequestTimeout"));

        var body = new DisposalContent();
        never.SetResult(new HttpResponseMessage { Content = body });
        await body.Disposed.WaitAsync(ct);
    }

    [Test]
    public async Task The_first_caller_after_the_back_off_recovers_at_once(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => number <= 2 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("IsTransient").True);

        world.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("120")]
    [TestCase("Thu, 01 Jan 2026 00:02:00 GMT")]
    public async Task Retry_After_of_the_endpoint_is_kept_in_seconds_and_as_a_date(string retryAfter, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => number == 1 ? TooMany(retryAfter) : null;
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("RetryAfter").EqualTo(TimeSpan.FromMinutes(2)));

        world.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        world.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_date_in_Retry_After_is_read_by_the_servers_own_clock(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) =>
        {
            var response = TooMany("Thu, 01 Jan 2026 05:00:30 GMT");
            response.Headers.Date = DateTimeOffset.Parse("2026-01-01T05:00:00Z", CultureInfo.InvariantCulture);
            return response;
        };

        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("RetryAfter").EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task Requests_flow_while_the_endpoint_is_down_and_the_token_valid(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        world.Time.Advance(TimeSpan.FromMinutes(56));

        await world.GetAsync(ct);
        await world.Logs.Until("TokenRequestFailed", ct);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.GetAsync(ct)));

        // The refresh token, the same once more, and one sign-in.
        Assert.That(world.Endpoint.Requests, Is.EqualTo(4));
        Assert.That(world.Sent, Has.Count.EqualTo(102).And.All.EqualTo("Bearer token-1"));
    }

    [Test]
    public async Task While_renewals_fail_the_token_goes_out_to_its_very_end(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        world.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(31));
        await world.GetAsync(ct);
        await world.Logs.Until("TokenRequestFailed", ct);
        world.Time.Advance(TimeSpan.FromSeconds(31) - TimeSpan.FromTicks(1));
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        await world.Logs.Until("TokenRequestFailed", ct);

        world.Time.Advance(TimeSpan.FromTicks(1));

        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
    }

    [Test]
    public async Task With_the_endpoint_back_before_the_token_ends_no_call_fails(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Lifetime = TimeSpan.FromSeconds(60);
        await world.GetAsync(ct);
        var began = world.Time.GetUtcNow();
        var isDown = false;
        world.Endpoint.Answer = (_, _) => isDown ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;

        for (var tenth = 0; tenth < 900; tenth++)
        {
            var seconds = (world.Time.GetUtcNow() - began).TotalSeconds;
            isDown = seconds is > 40 and < 54.9;
            Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK), $"at {seconds} s");

            // The clock stands while a renewal is on.
            while (world.Auth.Status is var status && !(status.RenewalDueAt > world.Time.GetUtcNow() || status.NextTryAt > world.Time.GetUtcNow()))
            {
                ct.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            world.Time.Advance(TimeSpan.FromSeconds(0.1));
        }
    }

    [Test]
    public async Task One_503_costs_no_call_and_waits_100_to_300_ms([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        world.Time.SkipsShortPauses = false;
        world.Endpoint.Answer = (number, _) => number == 1 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var calling = world.SendAsync(async, request, ct);
        var pause = TimeSpan.Zero;
        await world.Time.TimerStarted(due => (pause = due) <= TimeSpan.FromMilliseconds(300), ct);
        Assert.That(pause, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(100)));

        await world.Time.StepAsync(TimeSpan.FromMilliseconds(99), ct);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));

        world.Time.Advance(TimeSpan.FromMilliseconds(201));
        using var response = await calling;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task One_503_after_a_revocation_costs_no_call(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Revoked.Add("Bearer token-1");
        world.Endpoint.Answer = (number, _) => number == 2 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;

        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.GetAsync(ct)));

        Assert.That(statuses, Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(3));
    }

    [Test]
    public async Task A_throttle_is_never_tried_again_at_once(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.TooManyRequests);

        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Property("RetryAfter").GreaterThan(TimeSpan.Zero));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    private static HttpResponseMessage TooMany(string retryAfter)
    {
        var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    }

    private sealed class AsynchronousHandler(Type failure) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken) => throw (Exception)Activator.CreateInstance(failure)!;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) => Task.FromResult(FakeTokenEndpoint.Json("""{"access_token":"token-1"}"""));
    }

    private sealed class FailingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                throw new IOException("the log's disk is full");
            }
        }
    }
}
