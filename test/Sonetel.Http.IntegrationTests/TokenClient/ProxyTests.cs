using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.TokenClient;

/// <summary>Rule 6: what is meant for this machine does not leave it through the machine's proxy.</summary>
[CancelAfter(30_000)]
[NonParallelizable]
public sealed class ProxyTests
{
    [Test]
    public async Task Credentials_for_a_loopback_endpoint_do_not_go_through_the_proxy([Values] bool hasOwnHandler, Ct ct)
    {
        await using var server = await SpendingServer.StartAsync(ct);
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy($"http://127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}", BypassOnLocal: false);

        try
        {
            await using var provider = Provider(server, hasOwnHandler);

            var token = await provider.GetRequiredService<ISonetelAuth>().GetAccessTokenAsync(ct);

            Assert.That(token.Value, Is.EqualTo("token-1"));
            Assert.That(proxy.Pending(), Is.False);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Test]
    public void Any_other_endpoint_is_reached_through_the_machines_proxy()
    {
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy("http://127.0.0.1:1");

        try
        {
            var proxy = new LoopbackProxy();

            Assert.That(proxy.GetProxy(new Uri("https://api.sonetel.com/")), Is.EqualTo(new Uri("http://127.0.0.1:1")));
            Assert.That(proxy.IsBypassed(new Uri("https://api.sonetel.com/")), Is.False);
            Assert.That(proxy.IsBypassed(new Uri("http://localhost:5001/")), Is.True);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    private static ServiceProvider Provider(SpendingServer server, bool hasOwnHandler)
    {
        var services = new ServiceCollection();
        var account = services.AddSonetelAuth(options =>
        {
            options.UseOAuth(server.Endpoint, "localhost");
            (options.ClientId, options.ClientSecret) = ("client", "secret");
            options.TokenRequestTimeout = TimeSpan.FromSeconds(5);
        });

        if (hasOwnHandler)
        {
            account.TokenClient.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());
        }

        return services.BuildServiceProvider();
    }
}
