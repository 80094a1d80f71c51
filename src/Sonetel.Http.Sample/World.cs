using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.Sample;

/// <summary>An emulator, and an app that uses it with ordinary registrations.</summary>
internal sealed class World(SonetelEmulator emulator, ServiceProvider app) : IAsyncDisposable
{
    public SonetelEmulator Emulator => emulator;

    public AccountClient Accounts => app.GetRequiredService<AccountClient>();

    public static async Task<World> CreateAsync(Ct ct, string? password = null)
    {
        var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var services = new ServiceCollection();

        services.AddSonetelAuth(o =>
        {
            o.Username = emulator.Options.Username;
            o.Password = password ?? emulator.Options.Password;
            o.TokenEndpoint = emulator.TokenEndpoint;
            o.AllowedHosts.Add("127.0.0.1");
        });
        services.AddHttpClient<AccountClient>(c => c.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();

        return new World(emulator, services.BuildServiceProvider());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await emulator.DisposeAsync();
    }
}
