using System.Net;

namespace Sonetel.Http;

/// <summary>Creates the primary handler of token clients.</summary>
internal static class TokenClientHandlers
{
    public static SocketsHttpHandler CreatePrimary() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    };
}
