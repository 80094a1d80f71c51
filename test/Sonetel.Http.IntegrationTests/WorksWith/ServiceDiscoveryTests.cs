using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class ServiceDiscoveryTests
{
    [Test]
    public async Task Before_the_handler_the_address_that_was_found_decides_about_the_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var services = Known(world);

        services.AddServiceDiscovery();
        services.AddHttpClient("discovered", c => c.BaseAddress = new Uri("https+http://accounts"))
            .AddServiceDiscovery()
            .AddSonetelAuthHandler();

        await TokenLife.ShowAsync(world, world.Client("discovered"), ct);
    }

    [Test]
    public async Task Behind_the_handler_the_name_is_no_allowed_host_and_the_request_goes_out_without_a_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var services = Known(world).AddServiceDiscovery();
        services.AddHttpClient("discovered", c => c.BaseAddress = new Uri("http://accounts"))
            .AddSonetelAuthHandler()
            .AddServiceDiscovery();

        using var response = await world.Client("discovered").GetAsync("account/", ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Emulator.ApiRequests.Single().Headers, Does.Not.ContainKey("Authorization"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.Zero);
    }

    private static ServiceCollection Known(EmulatedWorld world)
    {
        var api = world.Emulator.BaseAddress.OriginalString;
        var names = new Dictionary<string, string?> { ["Services:accounts:http:0"] = api };
        world.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(names).Build());
        return world.Services;
    }
}
