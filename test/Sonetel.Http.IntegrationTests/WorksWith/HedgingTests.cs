using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class HedgingTests
{
    [Test]
    public async Task Outside_of_the_handler_a_hedged_attempt_has_the_token_too(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, api) = (world.Services, world.Emulator.BaseAddress);

        var hedged = services.AddHttpClient("hedged", c => c.BaseAddress = api);
        hedged.AddStandardHedgingHandler();
        hedged.AddSonetelAuthHandler();

        await TokenLife.ShowAsync(world, world.Client("hedged"), ct);
        world.Emulator.ApiFaults.Next(Fault.Status(503));
        Assert.That(await world.Client("hedged").GetStringAsync("account/", ct), Does.Contain("success"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task Attempts_that_run_at_the_same_time_share_one_sign_in_and_one_renewal(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var hedged = world.Services.AddHttpClient("hedged", c => c.BaseAddress = world.Emulator.BaseAddress);
        hedged.AddStandardHedgingHandler().Configure(AllAtOnce);
        hedged.AddSonetelAuthHandler();

        foreach (var tokenRequests in (int[])[1, 2])
        {
            using var response = await world.Client("hedged").GetAsync("account/", ct);

            Assert.That((int)response.StatusCode, Is.EqualTo(200));
            Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(tokenRequests));
            world.Emulator.RevokeAllTokens();
        }

        Assert.That(world.Emulator.Counters.RefreshTokenReuses, Is.Zero);
    }

    private static void AllAtOnce(HttpStandardHedgingResilienceOptions options) =>
        options.Hedging.Delay = TimeSpan.Zero;
}
