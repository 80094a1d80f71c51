using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests;

/// <summary>One test's own world over real sockets: an emulator, and an app set up as any app is.</summary>
internal sealed class EmulatedWorld : IAsyncDisposable
{
    private readonly Lazy<ServiceProvider> _provider;

    private EmulatedWorld(SonetelEmulator emulator, Action<SonetelAuthOptions, SonetelEmulator>? configure)
    {
        Emulator = emulator;
        Account = Services.AddSonetelAuth(options =>
        {
            options.UseSonetel(emulator.Options.Username, emulator.Options.Password);
            options.TokenEndpoint = emulator.TokenEndpoint;
            configure?.Invoke(options, emulator);
            options.AllowedHosts.Add(emulator.BaseAddress.Authority);
        });
        Api = Services.AddHttpClient("api", client => client.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();
        _provider = new Lazy<ServiceProvider>(() => Services.BuildServiceProvider());
    }

    public SonetelEmulator Emulator { get; }

    public ServiceCollection Services { get; } = new();

    public SonetelAuthBuilder Account { get; }

    public IHttpClientBuilder Api { get; }

    public ServiceProvider Provider => _provider.Value;

    public ISonetelAuth Auth => Provider.GetRequiredService<ISonetelAuth>();

    public HttpClient Client => Provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");

    public static async Task<EmulatedWorld> CreateAsync(Ct ct, Action<SonetelAuthOptions, SonetelEmulator>? configure = null, TimeProvider? serverTime = null, TimeProvider? clientTime = null)
    {
        var emulator = await SonetelEmulator.StartAsync(new SonetelEmulatorOptions { Time = serverTime ?? TimeProvider.System }, ct);
        var world = new EmulatedWorld(emulator, configure);
        world.Services.AddSingleton(clientTime ?? TimeProvider.System);
        return world;
    }

    /// <summary>A world in which nobody speaks anything but HTTP/2.</summary>
    public static async Task<EmulatedWorld> CreateHttp2Async(Ct ct, Action<SonetelAuthOptions, SonetelEmulator>? configure = null)
    {
        var world = new EmulatedWorld(await SonetelEmulator.StartAsync(new SonetelEmulatorOptions { Protocols = HttpProtocols.Http2 }, ct), configure);

        foreach (var client in (IHttpClientBuilder[])[world.Api, world.Account.TokenClient])
        {
            client.ConfigureHttpClient(http => (http.DefaultRequestVersion, http.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact));
        }

        return world;
    }

    public async Task<HttpStatusCode> GetAsync(string path, Ct ct)
    {
        using var response = await Client.GetAsync(path, ct);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider.IsValueCreated)
        {
            await Provider.DisposeAsync();
        }

        await Emulator.DisposeAsync();
        Assert.That(Emulator.Counters.SecretsAtApi, Is.Zero, "a secret was shown where none belongs");
    }
}
