using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>
/// What managers need beside their settings, composed by hand: a thousand containers would measure the containers. What has no
/// state of a process's own, all processes share.
/// </summary>
internal sealed class ScaleServices : IHttpClientFactory, IOptionsMonitor<SonetelAuthOptions>, IDisposable
{
    private readonly ScaleFleet _fleet;
    private readonly Telemetry _telemetry = new();
    private readonly SendOnceHandler _handler;
    private readonly TokenServices _shared;
    private readonly Dictionary<string, SonetelAuthOptions> _options = new(StringComparer.Ordinal);

    public ScaleServices(ScaleFleet fleet, HttpMessageHandler server)
    {
        _fleet = fleet;
        _handler = new SendOnceHandler(server);
        var time = new SimulatedTime(fleet.Simulator, process: null);
        var clients = new TokenClients(this, new RegisteredAccounts());
        _shared = new TokenServices(
            new TokenEndpoint(clients, time, _telemetry, NullLogger<TokenEndpoint>.Instance),
            StoreOf(new MemoryTokenStore(), time),
            new AccountOptions(this, new OptionsCache<SonetelAuthOptions>()),
            time,
            new SimulatedScheduler(fleet.Simulator, process: null),
            new SimulatedJitter(fleet.Simulator),
            _telemetry,
            new QuietLogger(NullLogger.Instance));
    }

    public SonetelAuthOptions CurrentValue => Get(string.Empty);

    public AccountSettings Add(string name, string refreshToken)
    {
        var options = new SonetelAuthOptions();
        options.UseSipgateOAuth("client", "client-secret", refreshToken);
        _options.Add(name, options);
        return new AccountSettings(name, options);
    }

    /// <summary>Those of one process.</summary>
    public TokenServices For(ScaleStore store) => _shared with { Store = StoreOf(store, _shared.Time) };

    public HttpClient CreateClient(string name) => new(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public SonetelAuthOptions Get(string? name) => _options[name!];

    public IDisposable? OnChange(Action<SonetelAuthOptions, string?> listener) => null;

    public void Dispose()
    {
        _handler.Dispose();
        _telemetry.Dispose();
    }

    private ResilientTokenStore StoreOf(ITokenStore store, TimeProvider time) =>
        new(store, time, _telemetry, NullLogger<ResilientTokenStore>.Instance);
}
