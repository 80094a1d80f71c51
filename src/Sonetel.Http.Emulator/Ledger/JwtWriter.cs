using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Signs RS256 JWTs (RFC 7515) with a key of this process.</summary>
internal static class JwtWriter
{
    private static readonly RSA Key = RSA.Create(2048);

    public static string Write(JsonObject claims)
    {
        var content = $"{Encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")}.{Encode(claims.ToJsonString())}";
        var signature = Key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
