using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests;

/// <summary>Rule 6: a redirect takes the token off, and where it follows.</summary>
[CancelAfter(30_000)]
public sealed class RedirectTests
{
    [TestCase("GET", "GET")]
    [TestCase("HEAD", "HEAD")]
    [TestCase("OPTIONS", "OPTIONS")]
    [TestCase("POST", "GET")]
    public async Task A_redirect_within_the_same_origin_carries_the_same_token_once(string method, string left, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = Redirecting("https://public-api.sonetel.com/moved", left);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/account/") { Content = method == "POST" ? new StreamContent(new OneShotStream(100_000)) : null };

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.RequestMessage!.RequestUri!.AbsolutePath, Is.EqualTo("/moved"));
        Assert.That((request.Method.Method, request.Content), Is.EqualTo((left, (HttpContent?)null)));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-1" }));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    public async Task A_path_that_a_redirect_chose_gets_no_token_for_a_method_that_changes_something(string method, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = Redirecting("https://public-api.sonetel.com/chosen-by-a-foreign-host");
        using var request = new HttpRequestMessage(new HttpMethod(method), "/account/") { Content = new StringContent("body") };

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task The_token_that_followed_a_redirect_is_the_only_replay(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var redirecting = Redirecting("https://public-api.sonetel.com/moved");
        world.Api = async (request, token) => await redirecting(request, token) ?? new HttpResponseMessage(HttpStatusCode.Unauthorized);

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-1" }));
        Assert.That(await world.TokenAfter("token-1", ct), Is.EqualTo("token-2"));
    }

    [TestCase("https://evil.example.net/")]
    [TestCase("https://api.sonetel.com/moved")]
    [TestCase("https://public-api.sonetel.com:8443/")]
    [TestCase("http://public-api.sonetel.com/account/")]
    public async Task A_redirect_to_another_host_gives_the_401_and_renews_nothing(string location, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = Redirecting(location);

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_redirect_with_a_token_got_for_this_request_renews_nothing_either(Ct ct)
    {
        await using var world = new TestWorld { Api = Redirecting("https://evil.example.net/") };

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Logs.Count("NewTokenRefused"), Is.Zero);
    }

    [Test]
    public async Task A_redirect_that_keeps_a_body_which_was_spent_gives_the_401(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = Redirecting("https://public-api.sonetel.com/moved");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/") { Content = new StreamContent(new OneShotStream(100_000)) };

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
    }

    [Test]
    public async Task A_new_token_that_is_refused_after_a_redirect_begins_a_pause(Ct ct)
    {
        var redirecting = Redirecting("https://public-api.sonetel.com/moved");
        await using var world = new TestWorld();
        world.Api = async (request, token) => await redirecting(request, token) ?? new HttpResponseMessage(HttpStatusCode.Unauthorized);

        await world.GetAsync(ct);
        await world.GetAsync(ct);

        Assert.That(world.Logs.Count("NewTokenRefused"), Is.EqualTo(1));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-1", "Bearer token-1" }));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_redirect_that_comes_when_its_host_was_taken_away_gets_no_token(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var redirecting = Redirecting("https://public-api.sonetel.com/moved");
        world.Api = (request, token) =>
        {
            world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options =>
            {
                (options.Username, options.Password) = ("user@example.com", "password-0");
                options.AllowedHosts.Clear();
                options.AllowedHosts.Add("other.example.com");
            });
            return redirecting(request, token);
        };

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
    }

    [Test]
    public async Task A_redirect_that_comes_when_the_token_has_expired_gives_the_401(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var redirecting = Redirecting("https://public-api.sonetel.com/moved");
        world.Api = (request, token) =>
        {
            world.Time.Advance(TimeSpan.FromHours(2));
            return redirecting(request, token);
        };

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
    }

    [Test]
    public async Task Followed_redirects_end_no_pause_of_a_path_that_always_says_401(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);

        for (var round = 0; round < 10; round++)
        {
            world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized));
            Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
            world.Api = Redirecting("https://public-api.sonetel.com/moved");
            Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    // As SocketsHttpHandler does it: the body goes out; then another address, no Authorization, and the new host wants one.
    private static Func<HttpRequestMessage, Ct, Task<HttpResponseMessage?>> Redirecting(string location, string? method = null)
    {
        var isFirst = true;
        return async (request, ct) =>
        {
            if (!isFirst)
            {
                return null;
            }

            isFirst = false;
            await (request.Content?.CopyToAsync(Stream.Null, ct) ?? Task.CompletedTask);
            request.RequestUri = new Uri(location);
            request.Headers.Authorization = null;

            if (method is not null && method != request.Method.Method)
            {
                (request.Method, request.Content) = (new HttpMethod(method), null);
            }

            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        };
    }
}
