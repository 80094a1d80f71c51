using System.Net;
using Sonetel.Http.Emulator;
using Sonetel.Http.Tests;

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

        var failures = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => FailureAsync(world, ct)));

        // It tells the time that is left, which is less for those who ask late.
        Assert.That(failures, Is.All.Matches<SonetelAuthException?>(e => e is { IsTransient: true }));
        var left = failures.Select(e => e!.RetryAfter);
        Assert.That(left, Is.All.InRange(TimeSpan.FromTicks(1), TimeSpan.FromSeconds(30)));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_wrong_password_is_tried_once_in_each_back_off(Ct ct)
    {
        var time = new FakeTime();
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.Password = "wrong", clientTime: time);

        foreach (var (advance, requests) in new[] { (0, 1), (4, 1), (2, 2), (59, 2), (8, 3) })
        {
            time.Advance(TimeSpan.FromSeconds(advance));
            var failures = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => FailureAsync(world, ct)));

            Assert.That(failures, Is.All.Matches<SonetelAuthException?>(e => e is { IsTransient: false, Error: "invalid_grant" }));
            Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(requests));
        }
    }

    [TestCase("120")]
    [TestCase("Thu, 01 Jan 2099 00:00:00 GMT")]
    public async Task While_the_endpoint_asks_to_be_left_alone_the_valid_token_serves_and_the_first_call_after_it_recovers(string retryAfter, Ct ct)
    {
        var time = new FakeTime();
        await using var world = await EmulatedWorld.CreateAsync(ct, clientTime: time);
        await world.GetAsync("/account/", ct);
        world.Emulator.TokenFaults.Next(Fault.Status(429, retryAfter: retryAfter));
        time.Advance(TimeSpan.FromHours(23.5));
        // Due at 23:55; a date in a far year is honoured for an hour, which the token does not last.
        time.Advance(TimeSpan.FromMinutes(25.5));

        await world.GetAsync("/account/", ct);
        await world.Emulator.TokenRequestArrivedAsync(ct);
        await world.Emulator.TokenRequestArrivedAsync(ct);

        Assert.That(await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => world.GetAsync("/account/", ct))), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
        time.Advance(TimeSpan.FromHours(1));
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task While_a_slow_endpoint_renews_the_valid_token_serves(Ct ct)
    {
        var time = new FakeTime();
        await using var world = await EmulatedWorld.CreateAsync(ct, clientTime: time);
        await world.GetAsync("/account/", ct);
        await world.Emulator.TokenRequestArrivedAsync(ct);
        time.Advance(TimeSpan.FromHours(23.95));

        using (world.Emulator.HoldTokenRequests())
        {
            await world.GetAsync("/account/", ct);
            await world.Emulator.TokenRequestArrivedAsync(ct);
            Assert.That(await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => world.GetAsync("/account/", ct))), Is.All.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
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

    private static async Task<SonetelAuthException?> FailureAsync(EmulatedWorld world, Ct ct)
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
    }
}
