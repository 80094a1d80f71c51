using System.Net;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(60_000)]
public sealed class SynchronousTests
{
    [Test]
    public async Task Two_hundred_threads_send_on_a_cold_cache_with_a_slow_endpoint(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.TokenLatency = TimeSpan.FromSeconds(1);
        var statuses = new HttpStatusCode[200];
        var client = world.Client;

        var threads = Enumerable.Range(0, statuses.Length).Select(i => new Thread(() =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
            using var response = client.Send(request, ct);
            statuses[i] = response.StatusCode;
        })).ToArray();

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.That(statuses, Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_synchronous_waiter_can_leave(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var held = world.Emulator.HoldTokenRequests();
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var client = world.Client;

        var sending = Task.Factory.StartNew(() => client.Send(request, impatient.Token), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await world.Emulator.TokenRequestArrivedAsync(ct);
        await impatient.CancelAsync();

        Assert.That(async () => await sending, Throws.InstanceOf<OperationCanceledException>());
    }
}
