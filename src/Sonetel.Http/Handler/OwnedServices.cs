using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>What a handler without a container owns: one account, its token client and its meter.</summary>
internal sealed class OwnedServices : IDisposable
{
    private readonly SingleTokenClient _client = new();
    private readonly Telemetry _telemetry = new();

    /// <exception cref="OptionsValidationException">The options cannot work.</exception>
    public OwnedServices(Action<SonetelAuthOptions> configure)
    {
        var accounts = new RegisteredAccounts { Names = { string.Empty } };
        var services = Compose(accounts);

        // Validates them, too.
        services.Options.Set(string.Empty, configure);
        Managers = new TokenManagers(services.Options, new TokenStores(provider: null, accounts, services));
    }

    public TokenManagers Managers { get; }

    // The manager first: it waits for what must not be lost, and needs the client for that.
    public void Dispose()
    {
        Managers.Dispose();
        _client.Dispose();
        _telemetry.Dispose();
    }

    private TokenServices Compose(RegisteredAccounts accounts)
    {
        var time = TimeProvider.System;
        var clients = new TokenClients(_client, accounts);

        return new TokenServices(
            new TokenEndpoint(clients, time, _telemetry, NullLogger<TokenEndpoint>.Instance),
            new ResilientTokenStore(new MemoryTokenStore(), time, _telemetry, NullLogger<ResilientTokenStore>.Instance),
            CreateOptions(),
            time,
            new ThreadPoolScheduler(),
            new RandomJitter(),
            _telemetry,
            new QuietLogger(NullLogger.Instance));
    }

    private static AccountOptions CreateOptions()
    {
        var cache = new OptionsCache<SonetelAuthOptions>();
        var factory = new OptionsFactory<SonetelAuthOptions>([], [], [new SonetelAuthOptionsValidator()]);
        return new AccountOptions(new OptionsMonitor<SonetelAuthOptions>(factory, [], cache), cache);
    }
}
