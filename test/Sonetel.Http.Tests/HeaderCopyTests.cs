using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests;

/// <summary>Rule 6: our header on a request that is sent again or was cloned, and what only looks like it.</summary>
[CancelAfter(30_000)]
public sealed class HeaderCopyTests
{
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

    [Test]
    public async Task A_copy_of_a_named_account_s_header_is_taken_off_where_no_token_may_go(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var customer = world.Provider.GetRequiredService<ISonetelAuthFactory>().Set("customer-42", options => options.UseSonetel("a", "b"));
        await customer.GetAccessTokenAsync(ct);

        using var clone = Clone("https://evil.example.net/", "Bearer token-2").UseSonetelAccount("customer-42");
        using var response = await world.Client.SendAsync(clone, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)" }));
    }

    [Test]
    public async Task An_outer_retry_that_waited_while_its_host_was_taken_away_loses_our_header(Ct ct)
    {
        await using var world = new TestWorld();
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://public-api.sonetel.com/account/");
        using var invoker = new HttpMessageInvoker(world.Pipeline);
        using var first = await invoker.SendAsync(request, ct);
        await world.Endpoint.Arrived(ct);
        world.Time.Advance(TimeSpan.FromHours(2));
        world.Endpoint.Hold();
        var retrying = invoker.SendAsync(request, ct);
        await world.Endpoint.Arrived(ct);

        world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options =>
        {
            (options.Username, options.Password) = ("user@example.com", "password-0");
            options.AllowedHosts.Clear();
            options.AllowedHosts.Add("other.example.com");
        });
        world.Endpoint.Release();
        using var second = await retrying;

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "(none)" }));
        Assert.That(world.Logs.Count("HostNotAllowed"), Is.EqualTo(1));
    }

    [TestCase(" token/1")]
    [TestCase("token/1")]
    public async Task A_value_without_a_scheme_is_the_callers(string authorization, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("""{"access_token":"token/1","expires_in":3600}""");
        await world.Auth.GetAccessTokenAsync(ct);
        string? sent = null;
        world.Api = (request, _) =>
        {
            sent = request.Headers.NonValidated["Authorization"].ToString();
            return Task.FromResult<HttpResponseMessage?>(null);
        };

        using var request = Clone("https://public-api.sonetel.com/account/", authorization);
        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(sent, Is.EqualTo(authorization));
    }

    private static HttpRequestMessage Clone(string address, string authorization)
    {
        var clone = new HttpRequestMessage(HttpMethod.Get, address);
        clone.Headers.TryAddWithoutValidation("Authorization", authorization);
        return clone;
    }
}
