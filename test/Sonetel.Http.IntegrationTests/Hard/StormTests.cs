using System.Net;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(60_000)]
public sealed class StormTests
{
    [Test]
    public async Task An_API_that_always_says_401_costs_a_handful_of_token_requests(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.FailureBackoff = TimeSpan.FromSeconds(1));
        world.Emulator.ApiFaults.Always(Fault.Status(401, challenge: "Bearer error=\"invalid_token\""));

        for (var second = 0; second < 10; second++)
        {
            var wave = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => world.GetAsync("/account/", ct)));
            Assert.That(wave, Is.All.EqualTo(HttpStatusCode.Unauthorized));
        }

        Assert.That(world.Emulator.Counters.TokenRequests, Is.LessThanOrEqualTo(5));
    }

    [Test]
    public async Task An_endpoint_that_is_down_is_asked_once_by_all_who_wait(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.TokenFaults.Always(Fault.Status(503, retryAfter: "30"));

        var failures = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ =>
        {
            try
            {
                await world.GetAsync("/account/", ct);
                return null;
            }
            catch (SonetelAuthException e)
            {
                return e;
            }
        }));

        Assert.That(failures, Is.All.Matches<SonetelAuthException?>(e => e is { IsTransient: true } && e.RetryAfter == TimeSpan.FromSeconds(30)));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_403_and_insufficient_scope_never_renew(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.ApiFaults.Next(Fault.Status(403));
        world.Emulator.ApiFaults.Next(Fault.Status(401, challenge: "Bearer realm=\"a\", error=\"insufficient_scope\", scope=\"b\""));

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_failed_renewal_hands_back_the_first_401_with_its_body(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await world.GetAsync("/account/", ct);
        world.Emulator.TokenFaults.Always(Fault.Reset);
        world.Emulator.ApiFaults.Next(Fault.Status(401, json: "{\"why\":\"because\"}"));

        using var response = await world.Client.GetAsync("/account/", ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await response.Content.ReadAsStringAsync(ct), Is.EqualTo("{\"why\":\"because\"}"));
    }
}
