using System.Net;
using Sonetel.Http.Tests.Diagnostics;

namespace Sonetel.Http.Tests;

/// <summary>Rule 4: what a 401 costs if no other token can be received, or if there is another one already.</summary>
[CancelAfter(30_000)]
public sealed class RefusedTokenTests
{
    [Test]
    public async Task A_token_that_could_not_be_renewed_is_not_sent_again_by_the_same_request(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
    }

    [Test]
    public async Task A_401_is_returned_if_the_token_has_expired_as_well_and_none_can_be_received(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        world.Api = (_, _) =>
        {
            world.Time.Advance(TimeSpan.FromHours(2));
            return Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized));
        };

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That(world.Logs.Count("TokenRequestFailed"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_old_token_that_is_sent_because_renewals_fail_does_not_count_as_a_refused_new_one(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        world.Revoked.Add("Bearer token-1");
        world.Time.Advance(TimeSpan.FromMinutes(59.6));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That((world.Sent.Count, world.Logs.Count("NewTokenRefused")), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task A_new_token_that_is_refused_for_many_requests_is_one_warning(Ct ct)
    {
        await using var world = new TestWorld();
        world.Revoked.Add("Bearer token-1");
        world.Endpoint.Hold();
        var requests = Enumerable.Range(0, 10).Select(_ => world.GetAsync(ct)).ToArray();
        await world.Endpoint.Arrived(ct);

        world.Endpoint.Release();

        Assert.That(await Task.WhenAll(requests), Is.All.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Logs.Count("NewTokenRefused"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_late_401_for_an_old_token_renews_nothing_even_if_its_request_cannot_be_sent_again(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(Stream.Null, ct);
            await world.Auth.CreateTokenAsync(cancellationToken: ct);
            return null;
        };

        using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);

        // A pending renewal would receive token-3.
        Assert.That((await world.Auth.CreateTokenAsync(cancellationToken: ct)).AccessToken!.Value, Is.EqualTo("token-3"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_renewal_for_the_next_request_is_measured_as_caused_by_the_401(Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(Stream.Null, ct);
            return null;
        };

        using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);
        await world.TokenAfter("token-1", ct);

        Assert.That(measured.Tags("sonetel.token.request.duration").Last(), Does.EndWith("sonetel.renewal.cause=refused"));
    }
}
