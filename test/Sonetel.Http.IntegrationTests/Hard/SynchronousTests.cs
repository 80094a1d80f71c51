using System.Diagnostics;
using System.Net;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(60_000)]
public sealed class SynchronousTests
{
    [Test]
    public async Task Two_hundred_threads_and_a_pool_of_two_finish_on_a_cold_cache_with_a_slow_endpoint(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.TokenLatency = TimeSpan.FromSeconds(1);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, ArgumentList = { typeof(StarvedProgram).Assembly.Location, "starve", world.Emulator.BaseAddress.OriginalString } };

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(ct);

        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
        Assert.That(world.Emulator.Counters.ApiRequests, Is.EqualTo(200));
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

    [Test]
    public async Task A_synchronous_send_streams_a_response(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/download/1000000");

        using var response = world.Client.Send(request, HttpCompletionOption.ResponseHeadersRead, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsByteArrayAsync(ct), Has.Length.EqualTo(1_000_000));
    }
}
