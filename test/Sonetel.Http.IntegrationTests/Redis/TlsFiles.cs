using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.IntegrationTests.WorksWith;

namespace Sonetel.Http.IntegrationTests.Redis;

/// <summary>A self-signed certificate in files, and a free port, for a Redis that speaks TLS.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonetel-tls-").FullName;
    private readonly int _port = FreePort.Take();

    public TlsFiles()
    {
        Certificate = SelfSigned.Create("localhost");
        File.WriteAllText(CertificatePath, Certificate.ExportCertificatePem());
        using var key = Certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Certificate { get; }

    public string CertificatePath => Path.Combine(_folder, "certificate.pem");

    public string ConnectionString => $"127.0.0.1:{_port},ssl=true,connectTimeout=2000";

    /// <summary>For the command line of Redis, which also answers without TLS on its other port.</summary>
    public string[] Arguments =>
    [
        "--tls-port", _port.ToString(CultureInfo.InvariantCulture), "--tls-auth-clients", "no",
        "--tls-cert-file", CertificatePath, "--tls-key-file", KeyPath, "--tls-ca-cert-file", CertificatePath,
    ];

    private string KeyPath => Path.Combine(_folder, "key.pem");

    public void Dispose()
    {
        Certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
