using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;

namespace Sonetel.Http.ServerTests;

/// <summary>An API that accepts a token if its signature, its lifetime and its entry in the server's database are good.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    public const string ClientId = "the-api";
    public const string ClientSecret = "the API's secret";

    private readonly WebApplication _app;
    private int _accepted;
    private int _refused;

    private ApiServer(AuthServer server, bool introspects)
    {
        var builder = LoopbackHost.CreateBuilder(0, server.Settings.Certificate);
        server.Database.Register(builder.Services);
        builder.Services.AddOpenIddict().AddValidation(validation => Configure(validation, server, introspects));
        builder.Services.AddAuthentication(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        builder.Services.AddAuthorization();

        _app = builder.Build();
        _app.Use(CountAsync);
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapGet("/calls", () => "a list of calls").RequireAuthorization();
        _app.MapPost("/calls", async (HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync())
            .RequireAuthorization();
        Scheme = server.Settings.Scheme;
    }

    public string Scheme { get; }

    public Uri Address => new($"{Scheme}://127.0.0.1:{LoopbackHost.Port(_app)}/");

    public int Accepted => Volatile.Read(ref _accepted);

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>What went wrong in the API itself, which is the test's fault.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = new();

    /// <summary>The <c>Authorization</c> headers that were accepted, each once.</summary>
    public ConcurrentDictionary<string, bool> AcceptedTokens { get; } = new();

    public static async Task<ApiServer> StartAsync(AuthServer server, bool introspects, Ct ct)
    {
        var api = new ApiServer(server, introspects);
        await api._app.StartAsync(ct);

        return api;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static void Configure(OpenIddictValidationBuilder validation, AuthServer server, bool introspects)
    {
        validation.UseAspNetCore();
        validation.SetIssuer(server.Issuer);

        if (introspects)
        {
            validation.UseIntrospection().SetClientId(ClientId).SetClientSecret(ClientSecret);
            validation.UseSystemNetHttp();
            return;
        }

        // It goes on working while the server is gone, as an API does that knows the server's keys.
        validation.SetConfiguration(new OpenIddictConfiguration
        {
            Issuer = server.Issuer,
            SigningKeys = { TokenKeys.Verification },
        });
        validation.EnableTokenEntryValidation();
    }

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault)
        {
            Faults.Enqueue(fault);
            throw;
        }

        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            Interlocked.Increment(ref _refused);
            return;
        }

        Interlocked.Increment(ref _accepted);
        AcceptedTokens.TryAdd(context.Request.Headers.Authorization.ToString(), true);
    }
}
