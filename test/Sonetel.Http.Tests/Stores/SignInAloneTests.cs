using System.Net;

namespace Sonetel.Http.Tests.Stores;

/// <summary>What a process does that signs in without its store, if the endpoint refuses or fails.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SignInAloneTests
{
    private readonly UnsteadyStore _store = new() { Fails = true };

    public enum Fate
    {
        Refused,
        Unavailable,
        Lost,
    }

    // The fates of two sign-ins → the pause after the second: a refusal's grows with the refusals in a row.
    [TestCase(Fate.Refused, Fate.Refused, 60, 66)]
    [TestCase(Fate.Refused, Fate.Lost, 60, 66)]
    [TestCase(Fate.Refused, Fate.Unavailable, 8, 10)]
    [TestCase(Fate.Lost, Fate.Lost, 8, 10)]
    [TestCase(Fate.Lost, Fate.Refused, 5, 5.5)]
    [TestCase(Fate.Unavailable, Fate.Refused, 5, 5.5)]
    public async Task Only_a_response_that_is_lost_after_a_refusal_counts_as_another_one(Fate first, Fate second, double least, double most, Ct ct)
    {
        await using var world = new FleetWorlds(_store).Start();
        await FailAsync(world, first, ct);
        world.Time.Advance(TimeSpan.FromSeconds(6));

        await FailAsync(world, second, ct);

        Assert.That((world.Auth.Status.NextTryAt - world.Time.GetUtcNow())!.Value.TotalSeconds, Is.InRange(least, most));
    }

    [Test]
    public async Task A_second_503_in_a_row_ends_it(Ct ct)
    {
        await using var world = new FleetWorlds(_store).Start();
        world.Endpoint.Answer = (number, _) => number <= 2 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task While_a_refusal_holds_the_endpoint_is_left_alone_unless_a_caller_asks_for_a_new_token(Ct ct)
    {
        await using var world = new FleetWorlds(_store).Start();
        await FailAsync(world, Fate.Refused, ct);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        await FailAsync(world, Fate.Refused, ct);
        var nextTry = world.Auth.Status.NextTryAt;
        world.Time.Advance(TimeSpan.FromSeconds(6));

        await FailAsync(world, Fate.Refused, ct);

        Assert.That((world.Endpoint.Requests, world.Auth.Status.NextTryAt), Is.EqualTo((2, nextTry)));
        world.Endpoint.Answer = (_, _) => null;
        Assert.That((await world.Auth.CreateTokenAsync(cancellationToken: ct)).AccessToken!.Value, Is.EqualTo("token-3"));
    }

    [Test]
    public async Task A_refusal_counts_for_the_other_processes_with_the_next_claim(Ct ct)
    {
        await using var world = new FleetWorlds(_store).Start();
        await FailAsync(world, Fate.Refused, ct);
        await world.Endpoint.Arrived(ct);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        _store.Fails = false;
        world.Endpoint.Answer = (_, _) => null;
        world.Endpoint.Hold();

        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await world.Endpoint.Arrived(ct);

        Assert.That((await _store.GetAsync(world.Key, ct))!.Refusals, Is.EqualTo(2));
        world.Endpoint.Release();
        await waiting;
    }

    private static async Task FailAsync(TestWorld world, Fate fate, Ct ct)
    {
        world.Endpoint.Answer = (_, _) => fate switch
        {
            Fate.Refused => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant"),
            Fate.Unavailable => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost"),
        };
        var failing = world.Auth.GetAccessTokenAsync(ct).AsTask();

        await ((Task)failing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(failing.Exception?.InnerException, Is.InstanceOf<SonetelAuthException>());
    }
}
