using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests;

[CancelAfter(30_000)]
public sealed class LiveConfigurationTests
{
    [Test]
    public async Task A_rotated_password_clears_the_refusal_at_once(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (client, configuration) = Bound(world, world.Emulator.Options.Password);
        world.Emulator.ChangePassword("rotated");

        Assert.That(async () => await client.GetAsync("/account/", ct), Throws.InstanceOf<SonetelAuthException>().With.Property("Error").EqualTo("invalid_grant"));
        Assert.That(async () => await client.GetAsync("/account/", ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1), "the refusal is remembered");

        configuration["Sonetel:Password"] = "rotated";
        configuration.Reload();

        Assert.That((await client.GetAsync("/account/", ct)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_token_of_other_credentials_is_never_used_again(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (client, configuration) = Bound(world, world.Emulator.Options.Password);
        await client.GetAsync("/account/", ct);
        var old = world.Emulator.ApiRequests[^1].Headers["Authorization"];

        world.Emulator.Options.Password = "rotated";
        configuration["Sonetel:Password"] = "rotated";
        configuration.Reload();
        await client.GetAsync("/account/", ct);

        Assert.That(world.Emulator.ApiRequests[^1].Headers["Authorization"], Is.Not.EqualTo(old));
        Assert.That(world.Emulator.TokenRequests[^1].Parameters["grant_type"], Is.EqualTo("password"));
    }

    [Test]
    public async Task A_change_that_leaves_the_credentials_keeps_the_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (client, configuration) = Bound(world, world.Emulator.Options.Password);
        await client.GetAsync("/account/", ct);

        configuration["Sonetel:RefreshAhead"] = "00:01:00";
        configuration.Reload();
        await client.GetAsync("/account/", ct);

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    private static (HttpClient Client, IConfigurationRoot Configuration) Bound(EmulatedWorld world, string password)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sonetel:Username"] = world.Emulator.Options.Username,
            ["Sonetel:Password"] = password,
            ["Sonetel:TokenEndpoint"] = world.Emulator.TokenEndpoint.OriginalString,
            ["Sonetel:Parameters:refresh"] = "yes",
            ["Sonetel:AllowedHosts:0"] = "127.0.0.1",
        }).Build();
        world.Services.AddSonetelAuth("bound", configuration.GetSection("Sonetel"));
        world.Services.AddHttpClient("bound", client => client.BaseAddress = world.Emulator.BaseAddress).AddSonetelAuthHandler("bound");
        return (world.Provider.GetRequiredService<IHttpClientFactory>().CreateClient("bound"), configuration);
    }
}
