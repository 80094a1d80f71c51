using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using NUnit.Framework;
using Sonetel.Http.Emulator;

namespace Tests;

public sealed class WebTests
{
    [Test]
    public async Task The_app_signs_in_at_the_emulator()
    {
        await using var emulator = await SonetelEmulator.StartAsync();
        await using var app = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("Api", emulator.BaseAddress.ToString())
            .UseSetting("Sonetel:Username", emulator.Options.Username)
            .UseSetting("Sonetel:Password", emulator.Options.Password)
            .UseSetting("Sonetel:TokenEndpoint", emulator.TokenEndpoint.ToString())
            .UseSetting("Sonetel:AllowedHosts:0", "127.0.0.1"));

        var id = await app.CreateClient().GetStringAsync("/id");

        Console.WriteLine($"tests: account {id}, {emulator.Counters.TokenRequests} token request");
        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(1));
    }
}
