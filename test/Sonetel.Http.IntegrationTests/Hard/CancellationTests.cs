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
}
