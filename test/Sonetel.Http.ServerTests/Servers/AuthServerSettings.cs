using System.Security.Cryptography.X509Certificates;

namespace Sonetel.Http.ServerTests;

/// <summary>What differs between the servers of the tests.</summary>
internal sealed record AuthServerSettings
{
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Opaque tokens are references into the server's database, others are JWTs.</summary>
    public bool Opaque { get; init; }

    /// <summary>How long a used refresh token is accepted again; none by default, which is stricter than OpenIddict's own 30 s.</summary>
    public TimeSpan ReuseLeeway { get; init; } = TimeSpan.Zero;

    public string ClientSecret { get; init; } = "a secret";

    public X509Certificate2? Certificate { get; init; }

    public string Scheme => Certificate is null ? "http" : "https";
}
