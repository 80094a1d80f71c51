using Microsoft.Extensions.DependencyInjection;
using Refit;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class RefitTests
{
    [Test]
    public async Task A_generated_client_sends_with_the_token_and_its_JSON_is_replayed(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, api) = (world.Services, world.Emulator.BaseAddress);

        services.AddRefitGeneratedClient<IAccountApi>()
            .ConfigureHttpClient(c => c.BaseAddress = api)
            .AddSonetelAuthHandler();

        var client = world.Provider.GetRequiredService<IAccountApi>();
        await TokenLife.ShowAsync(world, async () =>
        {
            using var response = await client.CallBackAsync(new CallBack("+46700000001", "+46700000002"), ct);
            return response.StatusCode;
        });
        Assert.That(world.Emulator.Counters.CallBacks, Is.EqualTo(2));
    }
}
