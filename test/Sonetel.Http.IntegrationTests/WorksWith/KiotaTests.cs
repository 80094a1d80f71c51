using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class KiotaTests
{
    [Test]
    public async Task An_adapter_over_the_factorys_client_sends_with_the_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, api) = (world.Services, world.Emulator.BaseAddress);

        var kiota = services.AddHttpClient("kiota", c => c.BaseAddress = api);
        foreach (var type in KiotaClientFactory.GetDefaultHandlerActivatableTypes())
        {
            services.AddTransient(type);
            kiota.AddHttpMessageHandler(provider => (DelegatingHandler)provider.GetRequiredService(type));
        }
        kiota.AddSonetelAuthHandler();

        var factory = world.Provider.GetRequiredService<IHttpClientFactory>();

        using var adapter = new HttpClientRequestAdapter(
            new AnonymousAuthenticationProvider(), httpClient: factory.CreateClient("kiota"));

        adapter.BaseUrl = api.OriginalString;
        await TokenLife.ShowAsync(world, () => SendAsync(adapter, ct));
    }

    // What a generated request builder does.
    private static async Task<HttpStatusCode> SendAsync(HttpClientRequestAdapter adapter, Ct ct)
    {
        var request = new RequestInformation { HttpMethod = Method.GET, UrlTemplate = "{+baseurl}/account/" };
        await using var body = await adapter.SendPrimitiveAsync<Stream>(request, cancellationToken: ct);
        return body is null ? HttpStatusCode.NoContent : HttpStatusCode.OK;
    }
}
