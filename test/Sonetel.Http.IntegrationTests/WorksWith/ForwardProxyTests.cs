using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class ForwardProxyTests
{
    [Test]
    public async Task A_proxy_that_is_set_on_both_clients_carries_both(Ct ct)
    {
        await using var forward = new ForwardProxy();
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, account, api) = (world.Services, world.Account, world.Emulator.BaseAddress);
        var proxy = new WebProxy(forward.Address);

        services.AddHttpClient("proxied", c => c.BaseAddress = api)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Proxy = proxy })
            .AddSonetelAuthHandler();
        account.TokenClient.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Proxy = proxy });

        await TokenLife.ShowAsync(world, world.Client("proxied"), ct);

        // One connection of the API's client and one of the token client.
        Assert.That(forward.Connections, Is.EquivalentTo(new[] { $"GET {api.Authority}", $"POST {api.Authority}" }));
    }

    [Test]
    public async Task A_tunnel_shows_the_proxy_neither_token_nor_credentials(Ct ct)
    {
        await using var forward = new ForwardProxy();
        await using var server = await MutualTlsServer.StartAsync(ct);
        var proxy = new WebProxy(forward.Address);
        var services = new ServiceCollection();
        services.AddSonetelAuth(server.Configure).TokenClient.ConfigurePrimaryHttpMessageHandler(Tunnel);
        services.AddHttpClient("proxied", c => c.BaseAddress = server.Address)
            .ConfigurePrimaryHttpMessageHandler(Tunnel)
            .AddSonetelAuthHandler();
        await using var provider = services.BuildServiceProvider();

        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("proxied");
        Assert.That(await client.GetStringAsync("api", ct), Is.EqualTo("Bearer token-1"));
        server.RevokeAllTokens();
        Assert.That(await client.GetStringAsync("api", ct), Is.EqualTo("Bearer token-2"));

        Assert.That(server.TokenRequests, Has.Count.EqualTo(2));
        Assert.That(forward.Connections, Is.EqualTo(Enumerable.Repeat($"CONNECT {server.Address.Authority}", 2)));
        Assert.That(forward.Seen, Has.None.Contains("token").And.None.Contains("Authorization"));

        HttpMessageHandler Tunnel() => server.HandlerWith(server.ClientCertificate, proxy);
    }
}
