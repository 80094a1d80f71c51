using System.Net;

namespace Sonetel.Http.Tests;

/// <summary>Rule 4: whose refusal begins a pause, when a replay is refused as well.</summary>
[CancelAfter(30_000)]
public sealed class RefusedReplayTests
{
    [Test]
    public async Task A_replay_with_a_token_that_was_there_already_holds_up_nobody([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var (arrived, late) = (new TaskCompletionSource(), new TaskCompletionSource<HttpResponseMessage?>());
        world.Api = (_, _) =>
        {
            arrived.SetResult();
            return late.Task;
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var slow = world.SendAsync(async, request, ct);
        await arrived.Task.WaitAsync(ct);
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(null);
        await world.Auth.CreateTokenAsync(cancellationToken: ct);
        world.Revoked.UnionWith(["Bearer token-1", "Bearer token-2"]);

        late.SetResult(null);
        using var response = await slow;

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await world.TokenAfter("token-2", ct), Is.EqualTo("token-3"));
        world.Revoked.Add("Bearer token-3");
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Logs.Count("NewTokenRefused"), Is.Zero);
    }

    [Test]
    public async Task A_replay_with_a_token_that_was_received_for_it_begins_a_pause(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized));

        for (var call = 0; call < 5; call++)
        {
            Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        }

        Assert.That(world.Logs.Count("NewTokenRefused"), Is.EqualTo(1));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [TestCase("insufficient_scope")]
    [TestCase("invalid_request")]
    public async Task A_replay_that_another_token_could_not_help_does_not_count_as_a_refused_token(string error, Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = (request, _) =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            response.Headers.Add("WWW-Authenticate", request.Headers.Authorization!.Parameter == "token-1" ? "Bearer" : $"Bearer error={error}");
            return Task.FromResult<HttpResponseMessage?>(response);
        };

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Logs.Count("NewTokenRefused"), Is.Zero);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }
}
