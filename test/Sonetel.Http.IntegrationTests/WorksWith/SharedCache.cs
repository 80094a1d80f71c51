using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>What two processes with one cache show: the second one does not sign in, and of the renewal after a
/// revocation both have the benefit.</summary>
internal static class SharedCache
{
    public static async Task ShowAsync(
        Action<IServiceCollection, SonetelAuthBuilder> configure, SonetelEmulator emulator, Ct ct)
    {
        await using var one = Provider(configure, emulator);
        await using var two = Provider(configure, emulator);

        foreach (var tokenRequests in (int[])[1, 2])
        {
            foreach (var process in (ServiceProvider[])[one, two])
            {
                var client = process.GetRequiredService<IHttpClientFactory>().CreateClient("api");
                using var response = await client.GetAsync("account/", ct);

                Assert.That((int)response.StatusCode, Is.EqualTo(200));
                Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(tokenRequests));
            }

            emulator.RevokeAllTokens();
        }

        // Each process has sent the revoked token once.
        Assert.That(emulator.Counters.ApiUnauthorized, Is.EqualTo(2));
        Assert.That(emulator.Counters.Refreshes, Is.EqualTo(1));
    }

    private static ServiceProvider Provider(
        Action<IServiceCollection, SonetelAuthBuilder> configure, SonetelEmulator emulator)
    {
        var services = new ServiceCollection();
        var account = services.AddSonetelAuth(options =>
        {
            options.UseSonetel(emulator.Options.Username, emulator.Options.Password);
            options.TokenEndpoint = emulator.TokenEndpoint;
            options.AllowedHosts.Add(emulator.BaseAddress.Authority);
        });
        services.AddHttpClient("api", client => client.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();
        configure(services, account);
        return services.BuildServiceProvider();
    }
}
