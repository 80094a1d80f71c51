using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>A process's container, registered by the public surface but for the seam that keeps the library off the thread pool.</summary>
internal sealed record ProcessServices(ServiceProvider Provider, ISonetelAuthFactory Accounts, HttpMessageInvoker Api)
{
    public static ProcessServices Create(Fleet fleet, SimulatedProcess process)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new SimulatedTime(fleet.Simulator, process));
        services.AddSingleton<IRenewalScheduler>(new SimulatedScheduler(fleet.Simulator, process));
        services.AddSingleton<IJitter>(new SimulatedJitter(fleet.Simulator));

        // A rotation of handlers would come from a real timer, and keep the container for minutes.
        services.AddSonetelAuth(options => Configure(options, fleet.Configuration, process.Registered))
            .UseTokenStore(_ => new ProcessStore(fleet, process))
            .TokenClient
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new ProcessTokenClient(fleet, process));
        services.AddHttpClient("api")
            .AddSonetelAuthHandler()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new ProcessApi(fleet.Api, process));

        var provider = services.BuildServiceProvider();
        var api = new HttpMessageInvoker(provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("api"));
        return new ProcessServices(provider, provider.GetRequiredService<ISonetelAuthFactory>(), api);
    }

    public static void Configure(SonetelAuthOptions options, Configuration configuration, int settings)
    {
        if (configuration.CanSignIn)
        {
            options.UseSonetel("user", $"{SimulatedTokenServer.Password}{settings}");
        }
        else
        {
            options.UseSipgateOAuth("client", $"{SimulatedTokenServer.Secret}{settings}", SimulatedTokenServer.ConfiguredRefreshToken);
        }

        options.RevocationEndpoint = new Uri(options.TokenEndpoint, ProcessRevocations.Path);
        options.AllowedHosts.Clear();
        options.AllowedHosts.Add(SimulatedApi.Address.Host);
        options.FailureBackoff = TimeSpan.FromSeconds(1);
        options.MaxFailureBackoff = TimeSpan.FromSeconds(8);
    }
}
