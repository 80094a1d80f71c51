using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Sonetel.Http.Emulator;

/// <summary>A server on 127.0.0.1 that behaves as the token endpoints
/// and APIs of Sonetel, sipgate, Laravel Passport and Moov do.</summary>
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

    /// <summary>Where it listens; stays the same over <see cref="StopAsync"/> and <see cref="RestartAsync"/>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Sonetel's token endpoint.</summary>
    public Uri TokenEndpoint => TokenEndpointOf(EmulatedSystem.Sonetel);

    /// <summary>What it started with.</summary>
    public SonetelEmulatorOptions Options => _state.Options;

    /// <summary>What can be changed while it runs.</summary>
    public Switches Switches => _state.Switches;

    /// <summary>How often each endpoint was asked.</summary>
    public Counters Counters => _state.Counters;

    /// <summary>Which token requests go wrong.</summary>
    public FaultSwitch TokenFaults => _state.TokenFaults;

    /// <summary>Which revocation requests go wrong.</summary>
    public FaultSwitch RevocationFaults => _state.RevocationFaults;

    /// <summary>Which API requests go wrong.</summary>
    public FaultSwitch ApiFaults => _state.ApiFaults;

    /// <summary>The token and revocation requests, as they arrived.</summary>
    public IReadOnlyList<RecordedRequest> TokenRequests => _state.TokenRequests.Requests;

    /// <summary>The API requests, as they arrived; an upload once its body was read.</summary>
    public IReadOnlyList<RecordedRequest> ApiRequests => _state.ApiRequests.Requests;

    /// <summary>The token endpoint of one of the systems.</summary>
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

    /// <summary>Stops listening and drops every connection; tokens and counters stay.</summary>
    public async Task StopAsync()
    {
        // No time for requests that are on: an outage gives none.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Listens again, on the same port.</summary>
    public async Task RestartAsync()
    {
        _app = EmulatorApp.Build(_state, BaseAddress.Port);
        await _app.StartAsync();
    }

    /// <summary>Revokes every access token; refresh tokens go on working.</summary>
    public void RevokeAllTokens() => _state.Ledger.RevokeAllAccess();

    /// <summary>Changes the user's password and revokes everything that came of the old one.</summary>
    public void ChangePassword(string password)
    {
        _state.Options.Password = password;
        _state.Ledger.RevokeAll();
    }

    /// <summary>Gives a refresh token of sipgate's, as a user gets it from
    /// the authorization code flow, which the emulator leaves out.</summary>
    public string GiveSipgateRefreshToken() => new SipgateProfile(_state).GiveRefreshToken();

    /// <summary>Holds token requests until what it gives is disposed.</summary>
    public IDisposable HoldTokenRequests() => _state.Gate.Hold();

    /// <summary>Waits for one more token request to arrive.</summary>
    public Task TokenRequestArrivedAsync(CancellationToken cancellationToken) =>
        _state.Gate.ArrivedAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static Uri Address(WebApplication app) =>
        new(((IApplicationBuilder)app).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.Single());
}
