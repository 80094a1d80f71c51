using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.ServerTests;

/// <summary>The server, the API behind it, and one process that uses the library.</summary>
internal sealed class TestSystem : IAsyncDisposable
{
    private readonly List<ServiceProvider> _processes = [];

    private TestSystem(AuthServer server, ApiServer api) => (Server, Api) = (server, api);

    public AuthServer Server { get; }

    public ApiServer Api { get; }

    public static async Task<TestSystem> StartAsync(AuthServerSettings settings, Ct ct, bool introspects = false)
    {
        var server = new AuthServer(settings);
        await server.StartAsync(ct);

        return new TestSystem(server, await ApiServer.StartAsync(server, introspects, ct));
    }

    /// <summary>A process with one account, a user of the server unless <paramref name="configure"/> says otherwise.</summary>
    public Process StartProcess(Action<SonetelAuthOptions>? configure = null, Action<SonetelAuthBuilder>? build = null)
    {
        var services = new ServiceCollection();
        var builder = services.AddSonetelAuth(options =>
        {
            UseUser(options);
            configure?.Invoke(options);
        });
        var client = services.AddHttpClient("api", http => http.BaseAddress = Api.Address).AddSonetelAuthHandler();

        if (Server.Settings.Certificate is { } certificate)
        {
            client.ConfigurePrimaryHttpMessageHandler(() => DevelopmentCertificate.TrustedBy(certificate));
        }

        build?.Invoke(builder);
        var provider = services.BuildServiceProvider();
        _processes.Add(provider);

        return new Process(provider);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await Api.DisposeAsync();
        await Server.DisposeAsync();
    }

    public void UseUser(SonetelAuthOptions options)
    {
        options.UseOAuth(Server.TokenEndpoint, $"127.0.0.1:{Api.Address.Port}");
        options.GrantType = GrantType.Password;
        (options.Username, options.Password) = (SignIn.Username, SignIn.Password);
        (options.ClientId, options.ClientSecret) = (AuthServer.ClientId, Server.Settings.ClientSecret);
        options.Scope = "offline_access";
        options.RevocationEndpoint = Server.RevocationEndpoint;
        (options.FailureBackoff, options.MaxFailureBackoff) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
    }

    public static void UseClientCredentials(SonetelAuthOptions options)
    {
        options.GrantType = GrantType.ClientCredentials;
        (options.Username, options.Password, options.Scope) = (null, null, null);
    }
}
