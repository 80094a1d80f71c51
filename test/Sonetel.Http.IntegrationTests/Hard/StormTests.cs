using System.Net;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(60_000)]
public sealed class StormTests
{
    [Test]
    public async Task An_API_that_always_says_401_costs_a_handful_of_token_requests_in_ten_seconds(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.ApiFaults.Always(Fault.Status(401, challenge: "Bearer error=\"invalid_token\""));
        using var tenth = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var calls = new List<Task<HttpStatusCode>>();

        while (calls.Count < 10_000 && await tenth.WaitForNextTickAsync(ct))
        {
            calls.AddRange(Enumerable.Range(0, 100).Select(_ => world.GetAsync("/account/", ct)));
        }

        Assert.That(await Task.WhenAll(calls), Is.All.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.InRange(2, 4));
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
