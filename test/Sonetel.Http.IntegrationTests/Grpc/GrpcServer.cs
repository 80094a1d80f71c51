using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.IntegrationTests.Grpc;

/// <summary>A Kestrel gRPC service behind an authentication that answers 401 before it has read anything.</summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GrpcServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The headers of each request.</summary>
    public ConcurrentQueue<IHeaderDictionary> Requests { get; } = new();

    public ConcurrentDictionary<string, bool> Revoked { get; } = new();

    /// <summary>Whether the request is read to its end before it is refused.</summary>
    public bool ReadsFirst { get; set; }

    public static async Task<GrpcServer> StartAsync(Ct ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        var app = builder.Build();
        var server = new GrpcServer(app);
        app.Use(server.AuthenticateAsync);
        app.MapGrpcService<EchoService>();
        await app.StartAsync(ct);
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AuthenticateAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value)));
        var authorization = context.Request.Headers.Authorization.ToString();

        if (authorization.Length > 0 && !Revoked.ContainsKey(authorization))
        {
            await next(context);
            return;
        }

        if (ReadsFirst)
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }
}
