using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>A token endpoint and an API that know their client by its certificate, and a token by the certificate that
/// it was given to (RFC 8705).</summary>
internal sealed class MutualTlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _thumbprints = new();

    private MutualTlsServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.UseHttps(ServerCertificate, RequireCertificate)));
        _app = builder.Build();
        _app.MapPost("/token", IssueAsync);
        _app.MapGet("/api", Answer);
    }

    public X509Certificate2 ServerCertificate { get; } = SelfSigned.Create("localhost");

    public X509Certificate2 ClientCertificate { get; } = SelfSigned.Create("client-1");

    public Uri Address => new($"https://localhost:{new Uri(_app.Urls.Single()).Port}");

    /// <summary>What each token request held: its parameters, and its <c>Authorization</c>.</summary>
    public ConcurrentQueue<(Dictionary<string, string> Form, string Authorization)> TokenRequests { get; } = new();

    public int ApiRequests { get; private set; }

    public static async Task<MutualTlsServer> StartAsync(Ct ct)
    {
        var server = new MutualTlsServer();
        await server._app.StartAsync(ct);
        return server;
    }

    public void Configure(SonetelAuthOptions options)
    {
        options.UseOAuth(new Uri(Address, "token"), "localhost");
        (options.ClientId, options.ClientAuthentication) = ("client-1", ClientAuthentication.None);
    }

    /// <summary>A handler that goes through <paramref name="proxy"/>, shows <paramref name="certificate"/> and trusts
    /// this server's.</summary>
    public SocketsHttpHandler HandlerWith(X509Certificate2 certificate, IWebProxy proxy) => new()
    {
        Proxy = proxy,
        SslOptions = { ClientCertificates = [certificate], CertificateChainPolicy = Trust() },
    };

    public X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { ServerCertificate },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    public void RevokeAllTokens() => _thumbprints.Clear();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        ServerCertificate.Dispose();
        ClientCertificate.Dispose();
    }

    private static void RequireCertificate(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.AllowAnyClientCertificate();
    }

    private async Task IssueAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var parameters = form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        TokenRequests.Enqueue((parameters, context.Request.Headers.Authorization.ToString()));
        var token = $"token-{TokenRequests.Count}";
        _thumbprints[$"Bearer {token}"] = context.Connection.ClientCertificate!.Thumbprint;
        await context.Response.WriteAsJsonAsync(
            new { access_token = token, token_type = "Bearer", expires_in = 3600 }, context.RequestAborted);
    }

    private IResult Answer(HttpContext context)
    {
        ApiRequests++;
        var authorization = context.Request.Headers.Authorization.ToString();
        var isOwn = _thumbprints.GetValueOrDefault(authorization) == context.Connection.ClientCertificate!.Thumbprint;
        return isOwn ? Results.Text(authorization) : Results.Unauthorized();
    }
}
