using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>The README's protector. The key of the store is part of the purpose, so a value that was moved to another
/// key cannot be read.</summary>
internal sealed class DataProtectionTokenProtector(IDataProtectionProvider protection) : ITokenProtector
{
    public byte[] Protect(string key, ReadOnlySpan<byte> plaintext) =>
        protection.CreateProtector("Sonetel.Http", key).Protect(plaintext.ToArray());

    public byte[]? Unprotect(string key, ReadOnlySpan<byte> protectedData)
    {
        try
        {
            return protection.CreateProtector("Sonetel.Http", key).Unprotect(protectedData.ToArray());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
