using System.Net;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests;

[CancelAfter(30_000)]
public sealed class AcquireTests
{
    [Test]
    public async Task The_endpoint_is_asked_for_JSON(Ct ct)
    {
        await using var world = new TestWorld();
        var accepted = string.Empty;
        world.Endpoint.Answer = (_, request) =>
        {
            accepted = request.Headers.Accept.ToString();
            return null;
        };

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(accepted, Is.EqualTo("application/json"));
    }

    [Test]
    public async Task A_client_that_authenticates_in_the_body_sends_its_id_and_secret_there(Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            (options.ClientId, options.ClientSecret) = ("client", "client-secret");
            options.ClientAuthentication = ClientAuthentication.RequestBody;
        });

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies.Single(), Does.Contain("client_id=client&").And.Contain("client_secret=client-secret"));
    }

    [Test]
    public async Task Each_request_carries_the_accounts_headers_unless_it_has_its_own([Values] bool isOwn, Ct ct)
    {
        await using var world = new TestWorld(options => options.RequestHeaders["X-Moov-Version"] = "v1");
        var received = new List<string>();
        world.Api = (request, _) =>
        {
            received.Add(string.Join(',', request.Headers.GetValues("X-Moov-Version")));
            return Task.FromResult<HttpResponseMessage?>(null);
        };

        // The first one waits for its token, the second one has it.
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");

            if (isOwn)
            {
                request.Headers.Add("X-Moov-Version", "v2");
            }

            using var response = await world.SendAsync(async: true, request, ct);
        }

        Assert.That(received, Is.EqualTo(isOwn ? new[] { "v2", "v2" } : ["v1", "v1"]));
    }

    [Test]
    public async Task A_request_without_an_address_carries_no_token_and_a_warning_says_so(Ct ct)
    {
        await using var world = new TestWorld();
        using var invoker = new HttpMessageInvoker(world.Pipeline, disposeHandler: false);
        using var request = new HttpRequestMessage();

        using var response = await invoker.SendAsync(request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)" }));
        Assert.That(world.Logs.At(LogLevel.Warning).Single(), Does.Contain("(no host)"));
    }

    [Test]
    public async Task Token_requests_carry_the_accounts_own_headers_and_a_refresh_asks_for_no_scope(Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.TokenRequestHeaders["Origin"] = "https://app.example.com";
            options.Scope = "a b";
        });
        var origins = new List<string>();
        world.Endpoint.Answer = (_, request) =>
        {
            origins.Add(string.Join(',', request.Headers.GetValues("Origin")));
            return null;
        };

        await world.Auth.GetAccessTokenAsync(ct);
        await world.Auth.CreateTokenAsync(cancellationToken: ct);

        Assert.That(origins, Is.EqualTo(new[] { "https://app.example.com", "https://app.example.com" }));
        Assert.That(world.Endpoint.Bodies.Select(body => body.Contains("scope=a b", StringComparison.Ordinal)), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public async Task A_caller_that_has_left_already_starts_no_renewal()
    {
        await using var world = new TestWorld();

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(new Ct(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(world.Endpoint.Requests, Is.Zero);
        Assert.That(world.Auth.Status.WaitingCallers, Is.Zero);
    }

    [Test]
    public async Task Thousand_requests_sign_in_once(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();

        var requests = Enumerable.Range(0, 1_000).Select(_ => world.Client.GetAsync("/account/", ct)).ToArray();
        await world.Endpoint.Arrived(ct);
        world.Endpoint.Release();
        await Task.WhenAll(requests);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
            Assert.That(world.Sent, Has.Count.EqualTo(1_000).And.All.EqualTo("Bearer token-1"));
        }
    }

    [Test]
    public async Task Whoever_has_left_already_asks_for_no_token()
    {
        await using var world = new TestWorld();

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(new Ct(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        await world.Provider.DisposeAsync();

        // The provider waits for a renewal that is on.
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task Cancelling_one_waiter_leaves_the_others(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(ct);

        var first = world.Client.GetAsync("/account/", impatient.Token);
        await world.Endpoint.Arrived(ct);
        var second = world.Client.GetAsync("/account/", ct);
        await impatient.CancelAsync();

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        world.Endpoint.Release();
        Assert.That((await second).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_401_while_thousand_requests_are_on_costs_one_renewal(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");

        var responses = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => world.Client.GetAsync("/account/", ct)));

        Assert.That(responses.Select(response => response.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }
}
