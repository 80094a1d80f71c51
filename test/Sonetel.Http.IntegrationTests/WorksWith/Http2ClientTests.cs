using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>The recipe; <see cref="Hard.Http2Tests"/> has the rest.</summary>
[CancelAfter(60_000)]
public sealed class Http2ClientTests
{
    [Test]
    public async Task Api_and_token_endpoint_speak_HTTP_2(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateHttp2Async(ct);
        var (services, account, api) = (world.Services, world.Account, world.Emulator.BaseAddress);

        void UseHttp2(HttpClient c)
        {
            c.DefaultRequestVersion = HttpVersion.Version20;
            c.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
        services.AddHttpClient("http2", c => c.BaseAddress = api).ConfigureHttpClient(UseHttp2).AddSonetelAuthHandler();
        account.TokenClient.ConfigureHttpClient(UseHttp2);

        await TokenLife.ShowAsync(world, async () =>
        {
            using var response = await world.Client("http2").GetAsync("account/", ct);
            Assert.That(response.Version, Is.EqualTo(HttpVersion.Version20));
            return response.StatusCode;
        });
    }
}
