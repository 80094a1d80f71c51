using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Sonetel.Http.ServerTests;

/// <summary>OpenIddict on a loopback port; it can be stopped and started again on the same port, with the same database.</summary>
internal sealed class AuthServer(AuthServerSettings settings) : IAsyncDisposable
{
    public const string ClientId = "the-client";

    private WebApplication? _app;
    private int _port;
    private int _answersToLose;

    public AuthServerSettings Settings => settings;

    public TokenDatabase Database { get; } = new();

    public TokenRequestLog Log { get; } = new();

    public Uri Issuer => new($"{settings.Scheme}://127.0.0.1:{_port}/");

    public Uri TokenEndpoint => new(Issuer, "connect/token");

    public Uri RevocationEndpoint => new(Issuer, "connect/revoke");

    public async Task StartAsync(Ct ct)
    {
        var builder = LoopbackHost.CreateBuilder(_port, settings.Certificate);
        Database.Register(builder.Services);
        AuthServerSetup.Register(builder.Services, settings, LogAndMaybeLose);

        var app = builder.Build();
        app.UseAuthentication();
        await AuthServerSetup.SeedAsync(app.Services, settings, ct);
        await app.StartAsync(ct);
        (_app, _port) = (app, LoopbackHost.Port(app));
    }

    public async Task StopAsync(Ct ct = default)
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync(ct);
            await app.DisposeAsync();
        }
    }

    /// <summary>Does what the next token request asks for and closes the connection instead of answering.</summary>
    public void LoseNextAnswer() => Interlocked.Exchange(ref _answersToLose, 1);

    /// <summary>Revokes the tokens of these types (as OpenIddict names them), or all.</summary>
    public async Task RevokeAsync(string? type, Ct ct)
    {
        await using var scope = _app!.Services.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        var revoked = await tokens.RevokeAsync(subject: null, client: null, OpenIddictConstants.Statuses.Valid, type, ct);
        Assert.That(revoked, Is.Positive);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private bool LogAndMaybeLose(ApplyTokenResponseContext context)
    {
        var isLost = Interlocked.Exchange(ref _answersToLose, 0) == 1;
        Log.Add(context, isLost);

        return isLost;
    }
}
