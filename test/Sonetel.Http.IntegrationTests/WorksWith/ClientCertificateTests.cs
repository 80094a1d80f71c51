using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class ClientCertificateTests
{
    [Test]
    public async Task A_certificate_authenticates_the_client_and_its_tokens_are_bound_to_it(Ct ct)
    {
        await using var server = await MutualTlsServer.StartAsync(ct);
        var services = new ServiceCollection();
        var (tokenEndpoint, api) = (new Uri(server.Address, "token"), server.Address);
        var (certificate, trust) = (server.ClientCertificate, server.Trust());

        SocketsHttpHandler WithCertificate() =>
            new() { SslOptions = { ClientCertificates = [certificate], CertificateChainPolicy = trust } };
        services.AddSonetelAuth(o =>
        {
            o.UseOAuth(tokenEndpoint, api.Host);
            (o.ClientId, o.ClientAuthentication) = ("client-1", ClientAuthentication.None);
        }).TokenClient.ConfigurePrimaryHttpMessageHandler(WithCertificate);
        services.AddHttpClient("mutual", c => c.BaseAddress = api)
            .ConfigurePrimaryHttpMessageHandler(WithCertificate).AddSonetelAuthHandler();

        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("mutual");
        Assert.That(await client.GetStringAsync("api", ct), Is.EqualTo("Bearer token-1"));
        server.RevokeAllTokens();
        Assert.That(await client.GetStringAsync("api", ct), Is.EqualTo("Bearer token-2"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.ApiRequests, Is.EqualTo(3));
            Assert.That(server.TokenRequests, Has.Count.EqualTo(2));
            Assert.That(server.TokenRequests.Select(request => request.Authorization), Is.All.Empty);
            Assert.That(server.TokenRequests.Select(request => request.Form["client_id"]), Is.All.EqualTo("client-1"));
            Assert.That(server.TokenRequests.Select(request => request.Form.Keys), Has.None.Contains("client_secret"));
        }
    }
}
