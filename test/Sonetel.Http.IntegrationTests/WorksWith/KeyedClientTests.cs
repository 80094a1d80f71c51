using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class KeyedClientTests
{
    [Test]
    public async Task A_keyed_client_that_is_injected_sends_with_the_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, api) = (world.Services, world.Emulator.BaseAddress);
        services.AddScoped<Consumer>();

        services.AddHttpClient("accounts", c => c.BaseAddress = api)
            .AddSonetelAuthHandler()
            .AddAsKeyed();

        await using var scope = world.Provider.CreateAsyncScope();
        await TokenLife.ShowAsync(world, scope.ServiceProvider.GetRequiredService<Consumer>().Http, ct);
    }

    private sealed class Consumer([FromKeyedServices("accounts")] HttpClient http)
    {
        public HttpClient Http => http;
    }
}
