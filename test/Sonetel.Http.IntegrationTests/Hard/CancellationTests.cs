using System.Net;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(30_000)]
public sealed class CancellationTests
{
    [Test]
    public async Task HttpClient_Timeout_ends_that_caller_with_the_exception_its_users_know(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var impatient = world.Client;
        impatient.Timeout = TimeSpan.FromMilliseconds(200);
        Task<HttpStatusCode> patient;

        using (world.Emulator.HoldTokenRequests())
        {
            var first = impatient.GetAsync("/account/", ct);
            await world.Emulator.TokenRequestArrivedAsync(ct);
            patient = world.GetAsync("/account/", ct);
            Assert.That(async () => await first, Throws.InstanceOf<TaskCanceledException>().With.InnerException.InstanceOf<TimeoutException>());
        }

        Assert.That(await patient, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task CancelPendingRequests_ends_that_client_s_callers_only(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var leaving = world.Client;
        Task<HttpStatusCode> staying;

        using (world.Emulator.HoldTokenRequests())
        {
            var first = leaving.GetAsync("/account/", ct);
            await world.Emulator.TokenRequestArrivedAsync(ct);
            staying = world.GetAsync("/account/", ct);
            leaving.CancelPendingRequests();
            Assert.That(async () => await first, Throws.InstanceOf<TaskCanceledException>());
        }

        Assert.That(await staying, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Disposing_the_provider_ends_those_who_wait_and_the_request_they_wait_for(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var held = world.Emulator.HoldTokenRequests();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await world.Emulator.TokenRequestArrivedAsync(ct);

        await world.Provider.DisposeAsync();

        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("disposed"));
    }

    [Test]
    public async Task A_synchronous_caller_s_timeout_is_the_one_its_users_know(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var held = world.Emulator.HoldTokenRequests();
        using var impatient = world.Client;
        impatient.Timeout = TimeSpan.FromMilliseconds(200);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");

        var sending = Task.Factory.StartNew(() => impatient.Send(request, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.That(async () => await sending, Throws.InstanceOf<TaskCanceledException>().With.InnerException.InstanceOf<TimeoutException>());
    }

    [Test]
    public async Task Nothing_runs_on_after_the_provider_is_disposed_and_nothing_is_left_unobserved([Values] bool synchronously, [Values] bool hasTokens, Ct ct)
    {
        var unobserved = new List<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Add(e.Exception);
        CollectGarbage();
        TaskScheduler.UnobservedTaskException += Note;

        try
        {
            await using var world = await EmulatedWorld.CreateAsync(ct);
            await LeaveWaitingAsync(world, synchronously, hasTokens, ct);

            CollectGarbage();

            Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(hasTokens ? 2 : 1));
            Assert.That(world.Emulator.Counters.ApiRequests, Is.Zero);
            Assert.That(unobserved, Is.Empty);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
    }

    private static async Task LeaveWaitingAsync(EmulatedWorld world, bool synchronously, bool hasTokens, Ct ct)
    {
        if (hasTokens)
        {
            await world.Auth.GetAccessTokenAsync(ct);
            await world.Emulator.TokenRequestArrivedAsync(ct);
        }

        using var held = world.Emulator.HoldTokenRequests();
        Task[] waiting = hasTokens
            ? [world.Auth.CreateTokenAsync(cancellationToken: ct)]
            : [.. Enumerable.Range(0, 20).Select(_ => world.GetAsync("/account/", ct))];
        await world.Emulator.TokenRequestArrivedAsync(ct);

        if (synchronously)
        {
            // CA1849: it is this one that is under test.
#pragma warning disable CA1849
            world.Provider.Dispose();
#pragma warning restore CA1849
        }
        else
        {
            await world.Provider.DisposeAsync();
        }

        foreach (var caller in waiting)
        {
            Assert.That(async () => await caller, Throws.InstanceOf<SonetelAuthException>());
        }
    }

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
