using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sonetel.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register accounts.</summary>
public static class SonetelAuthServiceCollectionExtensions
{
    /// <summary>Registers the default account.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Sets the account's options; the defaults are Sonetel's.</param>
    /// <returns>
    /// A builder for the account's store, its token client, and its behavior when the host starts and stops.
    /// </returns>
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

    /// <summary>Registers the account <paramref name="name"/>, in addition to any others.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <param name="configure">Sets the account's options; the defaults are Sonetel's.</param>
    /// <returns>A builder that configures the account further.</returns>
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

    /// <summary>
    /// Registers the default account with options from configuration. A change of the configuration takes effect with
    /// the next token request.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configuration">The section with the options, by the names of their properties.</param>
    /// <returns>A builder that configures the account further.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddSonetelAuth(builder.Configuration.GetSection("Sonetel"));
    /// </code>
    /// with <c>Sonetel__Username</c> and <c>Sonetel__Password</c> in the environment.
    /// </example>
    public static SonetelAuthBuilder AddSonetelAuth(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSonetelAuth(Options.Options.DefaultName, configuration);

    /// <summary>
    /// Registers the account <paramref name="name"/> with options from configuration. A change of the configuration
    /// takes effect with the next token request.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <param name="configuration">The section with the options, by the names of their properties.</param>
    /// <returns>A builder that configures the account further.</returns>
    /// <remarks>
    /// <c>AllowedHosts</c> and <c>Parameters</c> in the configuration replace the defaults instead of adding to them.
    /// The default <c>Parameters</c> are also removed if the <c>TokenEndpoint</c> is neither Sonetel's nor on this
    /// machine, and the default <c>ClientSecret</c> if the <c>ClientId</c> is not Sonetel's: a client without a secret
    /// is a public client (RFC 6749 §2.1).
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

    // Found quickly for each further account, because it is near the front of the collection: thousands of accounts may
    // follow.
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

    // The binder adds to existing lists, but an account that configures its own hosts must not keep Sonetel's.
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

        // Sonetel's client secret must not be sent with another client's id, because it may go to a server that is not
        // Sonetel's.
        if (configuration[nameof(options.ClientId)] is { } id && id != SonetelDefaults.ClientId)
        {
            options.ClientSecret = null;
        }
    }

    // Whether the endpoint is neither Sonetel's nor on this machine, where it may be an emulator of Sonetel.
    private static bool IsForeign(string? endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
        && !address.IsLoopback
        && !address.Host.EndsWith(".sonetel.com", StringComparison.OrdinalIgnoreCase);
}
