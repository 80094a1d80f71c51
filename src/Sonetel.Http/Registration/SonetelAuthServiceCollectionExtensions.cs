using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sonetel.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers accounts.</summary>
public static class SonetelAuthServiceCollectionExtensions
{
    /// <summary>Registers the default account.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Sets the account's options; the defaults are Sonetel's.</param>
    /// <returns>What configures the account further: its store, its token client, its start and stop.</returns>
    /// <example>
    /// <code>
    /// services.AddSonetelAuth(o =&gt; o.UseSonetel(username, password));
    /// services.AddHttpClient&lt;AccountClient&gt;(c =&gt; c.BaseAddress = new Uri("https://public-api.sonetel.com"))
    ///     .AddSonetelAuthHandler();
    /// </code>
    /// </example>
    public static SonetelAuthBuilder AddSonetelAuth(
        this IServiceCollection services, Action<SonetelAuthOptions> configure) =>
        services.AddSonetelAuth(Options.Options.DefaultName, configure);

    /// <summary>Registers the account <paramref name="name"/>, beside any others.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <param name="configure">Sets the account's options; the defaults are Sonetel's.</param>
    /// <returns>What configures the account further.</returns>
    /// <example>
    /// <code>
    /// services.AddSonetelAuth("moov", o =&gt; o.UseMoov(clientId, clientSecret, "/accounts.read"));
    /// services.AddHttpClient&lt;MoovClient&gt;(c =&gt; c.BaseAddress = new Uri("https://api.moov.io"))
    ///     .AddSonetelAuthHandler("moov");
    /// </code>
    /// </example>
    public static SonetelAuthBuilder AddSonetelAuth(
        this IServiceCollection services, string name, Action<SonetelAuthOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = AddAccount(services, name, out var options);
        options.Configure(configure);
        return builder;
    }

    /// <summary>Registers the default account with options from configuration, live: a change there takes effect with
    /// the next token request.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configuration">The section that holds the options, by the names of their properties.</param>
    /// <returns>What configures the account further.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddSonetelAuth(builder.Configuration.GetSection("Sonetel"));
    /// </code>
    /// with <c>Sonetel__Username</c> and <c>Sonetel__Password</c> in the environment.
    /// </example>
    public static SonetelAuthBuilder AddSonetelAuth(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSonetelAuth(Options.Options.DefaultName, configuration);

    /// <summary>Registers the account <paramref name="name"/> with options from configuration, live: a change there
    /// takes effect with the next token request.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <param name="configuration">The section that holds the options, by the names of their properties.</param>
    /// <returns>What configures the account further.</returns>
    /// <remarks>
    /// Lists in configuration replace the defaults: <c>AllowedHosts</c> and <c>Parameters</c>, the latter also where
    /// the <c>TokenEndpoint</c> is neither Sonetel's nor on this machine. Another <c>ClientId</c> than Sonetel's takes
    /// Sonetel's <c>ClientSecret</c> away; a client without a secret is a public one (RFC 6749 §2.1).
    /// </remarks>
    public static SonetelAuthBuilder AddSonetelAuth(
        this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = AddAccount(services, name, out var options);
        options.Configure(defaults => ClearReplaced(defaults, configuration)).Bind(configuration);
        return builder;
    }

    private static SonetelAuthBuilder AddAccount(
        IServiceCollection services, string name, out OptionsBuilder<SonetelAuthOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        var accounts = AddShared(services);
        options = services.AddOptions<SonetelAuthOptions>(name);

        if (!accounts.Names.Add(name))
        {
            return new SonetelAuthBuilder(services, name);
        }

        options.ValidateOnStart();
        services.AddKeyedSingleton<ISonetelAuth>(name, static (provider, key) => Resolve(provider, (string)key!));
        return new SonetelAuthBuilder(services, name);
    }

    // One look-up for each further account: it stands near the front, and thousands of accounts may follow.
    private static RegisteredAccounts AddShared(IServiceCollection services)
    {
        var known = services.FirstOrDefault(service => service.ServiceType == typeof(RegisteredAccounts));

        if (known?.ImplementationInstance is RegisteredAccounts accounts)
        {
            return accounts;
        }

        accounts = new RegisteredAccounts();
        services.AddSingleton(accounts);
        services.AddLogging();
        services.AddHttpClient();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SonetelAuthOptions>, SonetelAuthOptionsValidator>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SonetelAuthOptions>, RevokeOnStopRules>());
        services.TryAddSingleton<MemoryTokenStore>();
        services.TryAddSingleton(static provider => new Telemetry(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<TokenClients>();
        services.TryAddSingleton<TokenEndpoint>();
        services.TryAddSingleton<IRenewalScheduler, ThreadPoolScheduler>();
        services.TryAddSingleton<IJitter, RandomJitter>();
        services.TryAddSingleton<AccountOptions>();
        services.TryAddSingleton(TokenServices.Create);
        services.TryAddSingleton<TokenStores>();
        services.TryAddSingleton<TokenManagers>();
        services.TryAddSingleton<DisallowedHostWarnings>();
        services.TryAddSingleton<ISonetelAuthFactory>(static provider => provider.GetRequiredService<TokenManagers>());
        services.TryAddSingleton<ISonetelAuth>(static provider => Resolve(provider, Options.Options.DefaultName));
        services.TryAddTransient(
            static provider => SonetelAuthHandlerRegistration.Create(provider, Options.Options.DefaultName));
        TokenClientPipeline.AddShared(services);
        return accounts;
    }

    private static SonetelAuth Resolve(IServiceProvider provider, string name)
    {
        var managers = provider.GetRequiredService<TokenManagers>();
        return new SonetelAuth(managers.Get(name), managers);
    }

    // The binder adds to a list that is there; an account must not keep Sonetel's hosts when it names its own.
    private static void ClearReplaced(SonetelAuthOptions options, IConfiguration configuration)
    {
        if (configuration.GetSection(nameof(options.AllowedHosts)).Exists())
        {
            options.AllowedHosts.Clear();
        }

        if (configuration.GetSection(nameof(options.Parameters)).Exists()
            || IsForeign(configuration[nameof(options.TokenEndpoint)]))
        {
            options.Parameters.Clear();
        }

        // Another client's id with the secret of Sonetel's own would be told to a server that neither belongs to.
        if (configuration[nameof(options.ClientId)] is { } id && id != SonetelDefaults.ClientId)
        {
            options.ClientSecret = null;
        }
    }

    // Neither Sonetel's nor an emulator of it on this machine.
    private static bool IsForeign(string? endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
        && !address.IsLoopback
        && !address.Host.EndsWith(".sonetel.com", StringComparison.OrdinalIgnoreCase);
}
