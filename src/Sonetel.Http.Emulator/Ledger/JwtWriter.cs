using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Sonetel.Http.Emulator;

/// <summary>Writes RS256 JWTs (RFC 7515) with a key of this process.</summary>
internal static class JwtWriter
{
    private static readonly RSA Key = RSA.Create(2048);

    /// <summary>Writes and signs a JWT.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="typeFirst">Whether the header begins with <c>typ</c>, as that of lcobucci/jwt does.</param>
    public static string Write(JsonObject claims, bool typeFirst = false)
    {
        var header = typeFirst ? "{\"typ\":\"JWT\",\"alg\":\"RS256\"}" : "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
        var content = $"{Encode(header)}.{Encode(claims.ToJsonString())}";
        var signature = Key.SignData(
            Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    private static string Encode(string json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json));
}
