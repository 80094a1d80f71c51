using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Sonetel.Http.Emulator;

/// <summary>
/// A server on 127.0.0.1 that emulates the token endpoints and APIs of Sonetel, sipgate, Laravel Passport and Moov.
/// </summary>
public sealed class SonetelEmulator : IAsyncDisposable
{
    private readonly EmulatorState _state;
    private WebApplication _app;

    private SonetelEmulator(EmulatorState state, WebApplication app)
    {
        _state = state;
        _app = app;
        BaseAddress = Address(app);
    }

    /// <summary>The address of the server; <see cref="RestartAsync"/> does not change it.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Sonetel's token endpoint.</summary>
    public Uri TokenEndpoint => TokenEndpointOf(EmulatedSystem.Sonetel);

    /// <summary>The options that the emulator was started with.</summary>
    public SonetelEmulatorOptions Options => _state.Options;

    /// <summary>The settings that can be changed while the emulator runs.</summary>
    public Switches Switches => _state.Switches;

    /// <summary>The counters of requests and tokens.</summary>
    public Counters Counters => _state.Counters;

    /// <summary>The faults of token requests.</summary>
    public FaultSwitch TokenFaults => _state.TokenFaults;

    /// <summary>The faults of revocation requests.</summary>
    public FaultSwitch RevocationFaults => _state.RevocationFaults;

    /// <summary>The faults of API requests.</summary>
    public FaultSwitch ApiFaults => _state.ApiFaults;

    /// <summary>The received token and revocation requests.</summary>
    public IReadOnlyList<RecordedRequest> TokenRequests => _state.TokenRequests.Requests;

    /// <summary>The received API requests. An upload is added after its body was read.</summary>
    public IReadOnlyList<RecordedRequest> ApiRequests => _state.ApiRequests.Requests;

    /// <summary>Returns the token endpoint of a system.</summary>
    public Uri TokenEndpointOf(EmulatedSystem system) => new(BaseAddress, system switch
    {
        EmulatedSystem.Sonetel => SonetelApi.TokenPath,
        EmulatedSystem.Sipgate => SipgateApi.TokenPath,
        EmulatedSystem.Passport => PassportApi.TokenPath,
        EmulatedSystem.Moov => MoovApi.TokenPath,
        _ => throw new ArgumentOutOfRangeException(nameof(system)),
    });

    /// <summary>Starts an emulator.</summary>
    public static async Task<SonetelEmulator> StartAsync(
        SonetelEmulatorOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var state = new EmulatorState(options ?? new SonetelEmulatorOptions());
        var app = EmulatorApp.Build(state, state.Options.Port);
        await app.StartAsync(cancellationToken);
        return new SonetelEmulator(state, app);
    }

    /// <summary>Stops the server and drops all connections. Tokens and counters are kept.</summary>
    public async Task StopAsync()
    {
        // A cancelled token aborts pending requests at once, as an outage does.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Starts the server again on the same port.</summary>
    public async Task RestartAsync()
    {
        _app = EmulatorApp.Build(_state, BaseAddress.Port);
        await _app.StartAsync();
    }

    /// <summary>Revokes all access tokens; refresh tokens stay valid.</summary>
    public void RevokeAllTokens() => _state.Ledger.RevokeAllAccess();

    /// <summary>Changes the first user's password and revokes all tokens.</summary>
    public void ChangePassword(string password)
    {
        _state.Options.Password = password;
        _state.Ledger.RevokeAll();
    }

    /// <summary>
    /// Issues a refresh token of sipgate. A user would receive it by the authorization code flow, which
    /// is not emulated.
    /// </summary>
    public string GiveSipgateRefreshToken() => new SipgateProfile(_state).GiveRefreshToken();

    /// <summary>Holds token requests until the returned object is disposed.</summary>
    public IDisposable HoldTokenRequests() => _state.Gate.Hold();

    /// <summary>Waits for the next token request to arrive.</summary>
    public Task TokenRequestArrivedAsync(CancellationToken cancellationToken) =>
        _state.Gate.ArrivedAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static Uri Address(WebApplication app) =>
        new(((IApplicationBuilder)app).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.Single());
}
