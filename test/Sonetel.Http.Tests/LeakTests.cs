using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests;

/// <summary>Rule 6: where a token goes, and where it does not.</summary>
[CancelAfter(30_000)]
public sealed class LeakTests
{
    [TestCase("https://api.example.com/")]
    [TestCase("https://API.Example.COM/")]
    [TestCase("https://api.example.com:443/")]
    [TestCase("https://ports.example:8443/")]
    [TestCase("https://a.ports.example:8444/")]
    [TestCase("https://127.0.0.1:8443/")]
    [TestCase("https://api.example.com./")]
    [TestCase("https://user:pass@api.example.com/")]
    [TestCase("https://a.wild.example/")]
    [TestCase("https://a.b.wild.example/")]
    [TestCase("https://xn--bcher-kva.example/")]
    [TestCase("https://bücher.example/")]
    [TestCase("https://[2001:db8::1]/")]
    [TestCase("https://[2001:DB8:0::1]/")]
    [TestCase("https://[2001:db8::2]:444/")]
    [TestCase("http://localhost:5001/")]
    [TestCase("http://127.0.0.1:1/")]
    [TestCase("http://[::1]/")]
    public void A_token_goes_to(string address) => Assert.That(Allowed.Allows(new Uri(address)), Is.True);

    [TestCase("http://api.example.com/")]
    [TestCase("ftp://api.example.com/")]
    [TestCase("https://evilapi.example.com/")]
    [TestCase("https://api.example.com:8443/")]
    [TestCase("https://api.example.com:80/")]
    [TestCase("https://a.wild.example:8443/")]
    [TestCase("https://[2001:db8::1]:444/")]
    [TestCase("https://ports.example/")]
    [TestCase("https://ports.example:8444/")]
    [TestCase("https://a.ports.example/")]
    [TestCase("https://api.example.com.evil.net/")]
    [TestCase("https://api.example.com@evil.net/")]
    [TestCase("https://api.example.com%40evil.net/")]
    [TestCase("https://evil.net/api.example.com/")]
    [TestCase("https://evil.net#@api.example.com/")]
    [TestCase("https://evil.net\\@api.example.com/")]
    [TestCase("https://evil.net?.api.example.com/")]
    [TestCase("https://wild.example/")]
    [TestCase("https://evilwild.example/")]
    [TestCase("https://a.wild.example.evil.net/")]
    [TestCase("https://xn--bchr-boa.example/")]
    [TestCase("https://[2001:db8::2]/")]
    [TestCase("http://localhost:5002/")]
    [TestCase("http://localhost.evil.net:5001/")]
    [TestCase("http://127.0.0.1.evil.net/")]
    [TestCase("http://[2001:db8::1]/")]
    [TestCase("/relative")]
    public void A_token_does_not_go_to(string address)
    {
        Allowed.Allows(new Uri("https://api.example.com/first"));

        // What is no address at all cannot be sent to either.
        Assert.That(Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out var uri) && Allowed.Allows(uri), Is.False);
    }

    [TestCase("")]
    [TestCase("*")]
    [TestCase("*.")]
    [TestCase("https://api.example.com")]
    [TestCase("api.example.com/path")]
    [TestCase("user@api.example.com")]
    [TestCase("api.*.com")]
    [TestCase("api example.com")]
    [TestCase("api.example.com:99999")]
    public void An_entry_that_is_no_host_is_refused(string entry) => Assert.That(AllowedHost.TryParse(entry, out _), Is.False);

    [Test]
    public async Task Another_host_gets_a_bare_request_and_one_warning([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();

        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "https://recordings.example.net/1?signature=abc");
            using var response = await world.SendAsync(async, request, ct);
        }

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)", "(none)", "(none)" }));
        Assert.That(world.Endpoint.Requests, Is.Zero);
        Assert.That(world.Logs.Count("HostNotAllowed"), Is.EqualTo(1));
    }

    [TestCase("https://public-api.sonetel.com:8443/", "public-api.sonetel.com:8443")]
    [TestCase("https://a.wild.example:444/", "a.wild.example:444")]
    [TestCase("https://[2001:db8::1]:444/", "[2001:db8::1]:444")]
    [TestCase("http://localhost:5002/", "localhost:5002")]
    public async Task Where_only_the_port_is_not_allowed_the_warning_says_what_to_write(string address, string entry, Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.AllowedHosts.Add("*.wild.example");
            options.AllowedHosts.Add("2001:db8::1");
            options.AllowedHosts.Add("localhost:5001");
        });

        for (var i = 0; i < 3; i++)
        {
            using var response = await world.Client.GetAsync(new Uri(address), ct);
        }

        Assert.That(world.Sent, Is.All.EqualTo("(none)"));
        Assert.That(world.Logs.Count("PortNotAllowed"), Is.EqualTo(1));
        Assert.That(world.Logs.At(LogLevel.Warning), Has.Some.Contains($"port {new Uri(address).Port}").And.Contains($"\"{entry}\""));
        Assert.That(AllowedHost.TryParse(entry, out var allowed) && allowed.Matches(new Uri(address)), Is.True, "what it says to write works");
    }

    [Test]
    public async Task A_signature_of_the_callers_own_that_NET_cannot_parse_stays(
        [Values("https://public-api.sonetel.com/", "https://s3.amazonaws.com/")] string address,
        [Values("AWS4-HMAC-SHA256 Credential=AKID/aws4_request, SignedHeaders=host, Signature=5d67", "key:secret", "dXNlcjpwYXNz/Zg==")] string signature,
        [Values] bool isBare,
        Ct ct)
    {
        await using var world = new TestWorld();
        string? sent = null;
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage { ReasonPhrase = sent = request.Headers.NonValidated["Authorization"].ToString() });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Authorization", signature);

        using var response = await world.Client.SendAsync(isBare ? request.WithoutSonetelAuth() : request, ct);

        Assert.That(sent, Is.EqualTo(signature));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

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
    public async Task A_replay_goes_to_the_address_the_caller_asked_for(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var addresses = new List<string>();
        world.Api = (request, _) =>
        {
            addresses.Add(request.RequestUri!.AbsoluteUri);
            request.RequestUri = new Uri("https://evil.example.net/");
            return Task.FromResult<HttpResponseMessage?>(addresses.Count > 1 ? null : new HttpResponseMessage(HttpStatusCode.Unauthorized));
        };

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(addresses, Is.All.EqualTo("https://public-api.sonetel.com/account/"));
    }

    [Test]
    public async Task A_request_that_wants_no_token_gets_none(Ct ct)
    {
        await using var world = new TestWorld();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").WithoutSonetelAuth();

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)" }));
    }

    [TestCase("https://evil.example.net/", false)]
    [TestCase("https://public-api.sonetel.com/", true)]
    public async Task An_outer_retry_that_must_go_bare_loses_our_header(string address, bool isBare, Ct ct)
    {
        await using var world = new TestWorld();
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://public-api.sonetel.com/account/");
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        using var first = await invoker.SendAsync(request, ct);

        request.RequestUri = new Uri(address);
        using var second = await invoker.SendAsync(isBare ? request.WithoutSonetelAuth() : request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "(none)" }));
    }

    [Test]
    public async Task A_copy_of_our_header_on_a_cloned_request_is_renewed_when_it_is_old([Values] bool isPrevious, [Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);

        if (isPrevious)
        {
            await world.Auth.CreateTokenAsync(cancellationToken: ct);
        }

        using var clone = Clone("https://public-api.sonetel.com/account/", "bearer token-1");
        using var response = await world.SendAsync(async, clone, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { isPrevious ? "Bearer token-2" : "Bearer token-1" }));
    }

    [Test]
    public async Task A_copy_of_our_header_that_is_refused_is_renewed(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");

        using var clone = Clone("https://public-api.sonetel.com/account/", "Bearer token-1");
        using var response = await world.Client.SendAsync(clone, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-2" }));
    }

    [TestCase("https://evil.example.net/", false)]
    [TestCase("https://public-api.sonetel.com/", true)]
    public async Task A_copy_of_our_header_is_taken_off_where_no_token_may_go(string address, bool optsOut, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        await world.Auth.CreateTokenAsync(cancellationToken: ct);

        foreach (var token in (string[])["Bearer token-1", "Bearer token-2"])
        {
            using var clone = Clone(address, token);
            using var response = await world.Client.SendAsync(optsOut ? clone.WithoutSonetelAuth() : clone, ct);
        }

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)", "(none)" }));
    }

    [Test]
    public async Task A_copy_of_our_header_is_still_ours_once_the_token_is_dropped([Values] bool isRevoked, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);

        if (isRevoked)
        {
            await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        }
        else
        {
            world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options => (options.Username, options.Password) = ("other", "p"));
        }

        using var clone = Clone("https://evil.example.net/", "Bearer token-1");
        using var response = await world.Client.SendAsync(clone, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)" }));
    }

    [Test]
    public async Task A_copy_of_our_header_is_taken_off_by_a_library_that_is_disposed(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        var client = world.Client;
        await world.Provider.DisposeAsync();
        using var clone = Clone("https://evil.example.net/", "Bearer token-1");

        using var response = await client.SendAsync(clone, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "(none)" }));
    }

    [TestCase("Basic token-10")]
    [TestCase("Bearer token-10")]
    [TestCase("Bearer")]
    [TestCase("token-1")]
    public async Task What_only_looks_like_our_header_is_the_callers(string authorization, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);

        using var request = Clone("https://evil.example.net/", authorization);
        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { authorization }));
    }

    private static HttpRequestMessage Clone(string address, string authorization)
    {
        var clone = new HttpRequestMessage(HttpMethod.Get, address);
        clone.Headers.TryAddWithoutValidation("Authorization", authorization);
        return clone;
    }

    private static readonly AllowedHosts Allowed = new(
        ["api.example.com", "*.wild.example", "bücher.example", "2001:db8::1", "[2001:db8::2]:444", "localhost:5001", "127.0.0.1", "[::1]", "ports.example:8443", "*.ports.example:8444"]);

    // As SocketsHttpHandler does it: another address, no Authorization, and the new host wants one.
    private static Func<HttpRequestMessage, Ct, Task<HttpResponseMessage?>> Redirecting(string location, string? method = null)
    {
        var isFirst = true;
        return (request, _) =>
        {
            if (!isFirst)
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            isFirst = false;
            request.RequestUri = new Uri(location);
            request.Headers.Authorization = null;

            if (method is not null && method != request.Method.Method)
            {
                (request.Method, request.Content) = (new HttpMethod(method), null);
            }

            return Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized));
        };
    }
}
