using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>Kestrel on loopback, over TLS because Azure.Core sends no token without.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly WebApplication _application;

    public LoopbackServer()
    {
        var certificate = Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _application = builder.Build();
        _application.Run(static context => context.Response.WriteAsync("ok"));
        _application.Start();
        Address = new Uri($"https://localhost:{new Uri(_application.Urls.First()).Port}/account/");
        Client = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown) } };
    }

    public Uri Address { get; }

    public SocketsHttpHandler Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
