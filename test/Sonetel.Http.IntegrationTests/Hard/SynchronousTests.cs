using System.Diagnostics;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(60_000)]
public sealed class SynchronousTests
{
    [Test]
    public async Task Two_hundred_threads_and_then_both_of_the_pool_s_own_finish_with_a_slow_endpoint_and_short_tokens(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        (world.Emulator.Switches.TokenLatency, world.Emulator.Switches.ApiLatency) = (TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.1));
        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(2);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, ArgumentList = { typeof(StarvedProgram).Assembly.Location, "starve", world.Emulator.BaseAddress.OriginalString } };

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(ct);

        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(world.Emulator.Counters.TokenRequestsBy("password"), Is.EqualTo(1));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.InRange(2, 8));
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
