using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests;

/// <summary>Rule 11, "Once on the wire" and "Late answers": a refresh token goes out once, and its response counts whenever it comes.</summary>
[CancelAfter(30_000)]
public sealed class SendOnceTests
{
    [Test]
    public async Task A_retry_handler_sends_a_refresh_token_once([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld(build: account => account.TokenClient.AddHttpMessageHandler(() => new Retrying(_ => { })));
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.ServiceUnavailable, "temporarily_unavailable");

        var failure = await FailureAsync(world, Refresh, async, Limit, ct);

        Assert.That(failure!.TokenEndpointStatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(failure.Error, Is.EqualTo("temporarily_unavailable"));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_retry_handler_may_sign_in_again(Ct ct)
    {
        await using var world = new TestWorld(build: account => account.TokenClient.AddHttpMessageHandler(() => new Retrying(_ => { })));
        world.Endpoint.Answer = (n, _) => n == 1 ? FakeTokenEndpoint.Error(HttpStatusCode.ServiceUnavailable, "temporarily_unavailable") : null;

        var issued = await RequestAsync(world, Grant.SignIn(GrantType.Password, null), async: true, Limit, ct);

        Assert.That(issued.AccessToken.Value, Is.EqualTo("token-2"));
    }

    [Test]
    public async Task An_attempt_that_is_given_up_by_a_handler_still_gives_its_token(Ct ct)
    {
        await using var world = new TestWorld(build: account => account.TokenClient.AddHttpMessageHandler(() => new GivingUp()));
        world.Endpoint.Hold();
        var requesting = RequestAsync(world, Refresh, async: true, Limit, ct);
        await world.Endpoint.Arrived(ct);

        world.Endpoint.Release();

        Assert.That((await requesting.WaitAsync(ct)).AccessToken.Value, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task A_further_attempt_that_blocks_ends_at_its_own_cancellation(Ct ct)
    {
        var endpoint = new FakeTokenEndpoint();
        var hedging = new Hedging(() => endpoint.Arrived(ct));
        await using var world = new TestWorld(build: account => account.TokenClient.AddHttpMessageHandler(() => hedging)) { Endpoint = endpoint };
        endpoint.Hold();

        var requesting = Task.Run(() => RequestAsync(world, Refresh, async: false, Limit, ct), ct);
        await hedging.GaveUp.WaitAsync(ct);
        endpoint.Release();

        Assert.That((await requesting.WaitAsync(ct)).AccessToken.Value, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task What_a_handler_keeps_from_being_sent_is_not_sent(Ct ct)
    {
        await using var world = new TestWorld(build: account => account.TokenClient.AddHttpMessageHandler(() => new Broken()));

        var failure = await FailureAsync(world, Refresh, async: true, Limit, ct);

        Assert.That(failure!.Outcome, Is.EqualTo(TokenRequestOutcome.NotSent));
    }

    [Test]
    public async Task A_response_that_comes_after_minutes_counts_for_a_request_that_may_take_as_long(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();
        var requesting = RequestAsync(world, Refresh, async: true, TokenEndpoint.LongestRequest, ct);
        await world.Endpoint.Arrived(ct);

        world.Time.Advance(TimeSpan.FromMinutes(4));
        world.Endpoint.Release();

        Assert.That((await requesting.WaitAsync(ct)).AccessToken.Value, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task A_request_ends_at_its_own_limit(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();
        var requesting = FailureAsync(world, Refresh, async: true, TokenEndpoint.LongestRequest, ct);
        await world.Endpoint.Arrived(ct);

        world.Time.Advance(TimeSpan.FromMinutes(5));

        var failure = await requesting.WaitAsync(ct);
        Assert.That(failure!.Message, Does.EndWith("did not respond within 00:05:00."));
        Assert.That((failure.Outcome, failure.IsTransient), Is.EqualTo((TokenRequestOutcome.Unknown, true)));
    }

    [Test]
    public async Task A_response_without_end_is_cut_off_on_its_way_too([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => new(HttpStatusCode.OK) { Content = new StreamContent(new OneShotStream(int.MaxValue)) };

        Assert.That((await FailureAsync(world, Refresh, async, Limit, ct))!.Message, Does.Contain("longer than"));
    }

    [Test]
    public async Task A_refresh_response_that_ignores_its_cancellation_hangs_nobody([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        using var deaf = new DeafStream(onRead: () => world.Time.Advance(Limit));
        world.Endpoint.Answer = (_, _) => new(HttpStatusCode.OK) { Content = new StreamContent(deaf) };

        Assert.That((await FailureAsync(world, Refresh, async, Limit, ct).WaitAsync(ct))!.Message, Does.Contain("TokenRequestTimeout"));
    }

    [Test]
    public async Task The_token_client_logs_nothing_until_it_is_asked_to([Values] bool isAsked, Ct ct)
    {
        await using var world = new TestWorld(build: account =>
        {
            if (isAsked)
            {
                account.TokenClient.AddDefaultLogger();
            }
        });

        await world.GetAsync(ct);

        var lines = world.Logs.At(LogLevel.Trace).Where(line => line.Contains("oauth/token", StringComparison.Ordinal));
        Assert.That(lines.Any(), Is.EqualTo(isAsked));
    }

    private static TimeSpan Limit => TimeSpan.FromSeconds(30);

    private static Grant Refresh => Grant.Refresh("refresh-0", null);

    private static async Task<IssuedToken> RequestAsync(TestWorld world, Grant grant, bool async, TimeSpan limit, Ct ct)
    {
        var account = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings;
        var endpoint = world.Provider.GetRequiredService<TokenEndpoint>();
        return await endpoint.RequestAsync(async, account, grant, TokenRequestTrace.OfCaller("asked"), limit, ct);
    }

    private static async Task<SonetelAuthException?> FailureAsync(TestWorld world, Grant grant, bool async, TimeSpan limit, Ct ct)
    {
        try
        {
            await RequestAsync(world, grant, async, limit, ct);
            return null;
        }
        catch (SonetelAuthException e)
        {
            return e;
        }
    }

    private sealed class Retrying(Action<HttpResponseMessage> onRetry) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? response : await AgainAsync(response, request, cancellationToken);
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken)
        {
            var response = base.Send(request, cancellationToken);
            onRetry(response);
            return response.IsSuccessStatusCode ? response : base.Send(Clone(request), cancellationToken);
        }

        private Task<HttpResponseMessage> AgainAsync(HttpResponseMessage response, HttpRequestMessage request, Ct ct)
        {
            onRetry(response);
            return base.SendAsync(Clone(request), ct);
        }

        private static HttpRequestMessage Clone(HttpRequestMessage request)
        {
            var clone = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };

            foreach (var (key, value) in (IDictionary<string, object?>)request.Options)
            {
                ((IDictionary<string, object?>)clone.Options)[key] = value;
            }

            return clone;
        }
    }

    // As a handler with a time-out of its own: the attempt is cancelled as soon as it is on.
    private sealed class GivingUp : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
        {
            using var attempt = new CancellationTokenSource();
            var sending = base.SendAsync(request, attempt.Token);
            await attempt.CancelAsync();

            try
            {
                return await sending;
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException("attempt", e);
            }
        }
    }

    // As a handler that sends a second request beside the first, and cancels it.
    private sealed class Hedging(Func<Task> arrived) : DelegatingHandler
    {
        private readonly TaskCompletionSource _gaveUp = new();

        public Task GaveUp => _gaveUp.Task;

        protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken)
        {
            var first = Task.Run(() => base.Send(request, cancellationToken), cancellationToken);
            arrived().GetAwaiter().GetResult();

            try
            {
                base.Send(request, new Ct(canceled: true));
            }
            catch (OperationCanceledException)
            {
                _gaveUp.SetResult();
            }

            return first.GetAwaiter().GetResult();
        }
    }

    private sealed class Broken : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) =>
            throw new InvalidOperationException("circuit is open");
    }
}
