using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class MessageHandlerFactoryTests
{
    [Test]
    public async Task A_client_of_your_own_over_the_factorys_handler_sends_with_the_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, api) = (world.Services, world.Emulator.BaseAddress);

        services.AddHttpClient("handlers").AddSonetelAuthHandler();

        var provider = world.Provider;

        var handlers = provider.GetRequiredService<IHttpMessageHandlerFactory>();

        using var client = new HttpClient(handlers.CreateHandler("handlers"), disposeHandler: false);

        client.BaseAddress = api;
        await TokenLife.ShowAsync(world, client, ct);
    }
}
