using Microsoft.Extensions.DependencyInjection;
using RestSharp;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class RestSharpTests
{
    [Test]
    public async Task A_client_over_the_factorys_one_sends_with_the_token_and_its_JSON_is_replayed(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, api) = (world.Services, world.Emulator.BaseAddress);

        services.AddHttpClient("rest", c => c.BaseAddress = api).AddSonetelAuthHandler();

        var factory = world.Provider.GetRequiredService<IHttpClientFactory>();

        using var client = new RestClient(factory.CreateClient("rest"));

        await TokenLife.ShowAsync(world, async () =>
        {
            var call = new CallBack("+46700000001", "+46700000002");
            var request = new RestRequest("make-calls/call/call-back", Method.Post).AddJsonBody(call);
            var response = await client.ExecuteAsync(request, ct);
            return response.StatusCode;
        });
    }
}
