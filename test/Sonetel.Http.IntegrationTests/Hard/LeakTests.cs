using System.Net;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(30_000)]
public sealed class LeakTests
{
    [Test]
    public async Task A_redirect_to_a_host_that_is_not_allowed_takes_no_token_there_and_costs_no_renewal(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await using var other = await SonetelEmulator.StartAsync(cancellationToken: ct);
        await world.GetAsync("/account/", ct);
        world.Emulator.ApiFaults.Next(Fault.Redirect(new Uri(other.BaseAddress, "/account/")));

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That(other.ApiRequests.Single().Headers, Does.Not.ContainKey("Authorization"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_redirect_on_an_allowed_host_gets_the_same_token_once(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.ApiFaults.Next(Fault.Redirect(new Uri(world.Emulator.BaseAddress, "/account/"), 302));

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
        Assert.That(world.Emulator.Counters.ApiRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task A_redirect_of_the_token_request_is_not_followed(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await using var other = await SonetelEmulator.StartAsync(cancellationToken: ct);
        world.Emulator.TokenFaults.Always(Fault.Redirect(other.TokenEndpoint));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("redirect"));
        Assert.That(other.Counters.TokenRequests, Is.Zero);
    }

    [Test]
    public async Task A_presigned_address_gets_no_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.AllowedHosts.Clear());
        await using var storage = await SonetelEmulator.StartAsync(cancellationToken: ct);

        using var response = await world.Client.GetAsync(new Uri(storage.BaseAddress, "/presigned/1"), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
