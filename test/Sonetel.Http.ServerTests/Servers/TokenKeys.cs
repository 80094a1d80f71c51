using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Sonetel.Http.ServerTests;

/// <summary>The keys that survive a restart of the server; the API has the public half of the first.</summary>
internal static class TokenKeys
{
    public static RsaSecurityKey Signing { get; } = new(RSA.Create(2048)) { KeyId = "signing" };

    public static SymmetricSecurityKey Encryption { get; } = new(RandomNumberGenerator.GetBytes(32)) { KeyId = "encryption" };

    public static RsaSecurityKey Verification { get; } = new(Signing.Rsa.ExportParameters(false)) { KeyId = Signing.KeyId };
}
