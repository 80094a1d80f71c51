using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sonetel.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers accounts.</summary>
public static class SonetelAuthServiceCollectionExtensions
{
    /// <summary>Registers the default account.</summary>
    public static SonetelAuthBuilder AddSonetelAuth(this IServiceCollection services, Action<SonetelAuthOptions> configure) =>
        services.AddSonetelAuth(Options.Options.DefaultName, configure);

    /// <summary>Registers the account <paramref name="name"/>, beside any others.</summary>
    public static SonetelAuthBuilder AddSonetelAuth(this IServiceCollection services, string name, Action<SonetelAuthOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = AddAccount(services, name, out var options);
        options.Configure(configure);
        return builder;
    }

    /// <summary>Registers the default account with options from configuration, live: a change there takes effect with the next token request.</summary>
    public static SonetelAuthBuilder AddSonetelAuth(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSonetelAuth(Options.Options.DefaultName, configuration);

    /// <summary>Registers the account <paramref name="name"/> with options from configuration, live: a change there takes effect with the next token request.</summary>
    /// <remarks>Lists in configuration replace the defaults: <c>AllowedHosts</c>, and <c>Parameters</c> where another <c>TokenEndpoint</c> is set.</remarks>
    public static SonetelAuthBuilder AddSonetelAuth(this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = AddAccount(services, name, out var options);
        options.Configure(defaults => ClearReplaced(defaults, configuration)).Bind(configuration);
        return builder;
    }

    private static SonetelAuthBuilder AddAccount(IServiceCollection services, string name, out OptionsBuilder<SonetelAuthOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        AddShared(services);
        options = services.AddOptions<SonetelAuthOptions>(name);

        if (services.Any(service => service.ImplementationInstance is AccountRegistration registration && registration.Name == name))
        {
            return new SonetelAuthBuilder(services, name);
        }

        options.ValidateOnStart();
        services.AddSingleton(new AccountRegistration(name));
        services.AddKeyedSingleton(name, static (provider, key) => provider.GetRequiredService<ISonetelAuthFactory>().Get((string)key!));
        return new SonetelAuthBuilder(services, name);
    }

    private static void AddShared(IServiceCollection services)
    {
        services.AddLogging();
        services.AddHttpClient();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SonetelAuthOptions>, SonetelAuthOptionsValidator>());
        services.TryAddSingleton<MemoryTokenStore>();
        services.TryAddSingleton<TokenClients>();
        services.TryAddSingleton<TokenEndpoint>();
        services.TryAddSingleton<TokenManagerServicesFactory>();
        services.TryAddSingleton<TokenManagers>();
        services.TryAddSingleton<BareHosts>();
        services.TryAddSingleton<ISonetelAuthFactory>(static provider => provider.GetRequiredService<TokenManagers>());
        services.TryAddSingleton(static provider => provider.GetRequiredService<ISonetelAuthFactory>().Get(Options.Options.DefaultName));
        services.TryAddTransient(static provider => SonetelAuthHandlerRegistration.Create(provider, Options.Options.DefaultName));
        TokenClientPipeline.AddShared(services);
    }

    // The binder adds to a list that is there; an account must not keep Sonetel's hosts when it names its own.
    private static void ClearReplaced(SonetelAuthOptions options, IConfiguration configuration)
    {
        if (configuration.GetSection(nameof(options.AllowedHosts)).Exists())
        {
            options.AllowedHosts.Clear();
        }

        if (configuration.GetSection(nameof(options.Parameters)).Exists() || configuration.GetSection(nameof(options.TokenEndpoint)).Exists())
        {
            options.Parameters.Clear();
        }
    }
}
