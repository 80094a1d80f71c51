using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>What the READMEs' code takes for granted, and where its accounts sign in.</summary>
internal static class ReadmeWorld
{
    public static (ServiceCollection Services, string Username, string Password) Begin(SonetelEmulator emulator) =>
        (new ServiceCollection(), emulator.Options.Username, emulator.Options.Password);

    /// <summary>Sends an account that was registered for its vendor to the emulator.</summary>
    public static void PointAt(
        this IServiceCollection services,
        SonetelEmulator emulator,
        string account = "",
        EmulatedSystem system = EmulatedSystem.Sonetel) =>
        services.PostConfigure<SonetelAuthOptions>(account, o =>
        {
            o.TokenEndpoint = emulator.TokenEndpointOf(system);
            o.AllowedHosts.Add(emulator.BaseAddress.Authority);
        });

    public static HttpClient Client(this IServiceProvider provider, string name) =>
        provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);
}
