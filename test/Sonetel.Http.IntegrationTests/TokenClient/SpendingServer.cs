using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.IntegrationTests.TokenClient;

/// <summary>A token server on a socket that takes each refresh token once, and counts who tries it again.</summary>
internal sealed class SpendingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _uses = new();
    private int _requests;

    private SpendingServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Endpoint => new($"{_app.Urls.Single()}/token");

    public int Requests => _requests;

    /// <summary>How often the refresh token that was used most was used.</summary>
    public int MostUses => _uses.Values.DefaultIfEmpty().Max();

    /// <summary>What happens to a request before it is answered.</summary>
    public Func<int, HttpContext, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<SpendingServer> StartAsync(Ct ct)
    {
        var server = new SpendingServer();
        await server._app.StartAsync(ct);
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _requests);
        var form = await context.Request.ReadFormAsync();
        var uses = _uses.AddOrUpdate(form["refresh_token"].ToString(), 1, (_, before) => before + 1);
        await Before(number, context);

        if (context.Response.StatusCode is not StatusCodes.Status200OK)
        {
            return;
        }

        context.Response.StatusCode = uses == 1 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        await context.Response.WriteAsync(uses == 1
            ? $$"""{"access_token":"token-{{number}}","refresh_token":"refresh-{{number}}","expires_in":3600,"token_type":"bearer"}"""
            : """{"error":"invalid_grant"}""");
    }
}
