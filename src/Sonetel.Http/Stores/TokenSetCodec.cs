using System.Security.Cryptography;

namespace Sonetel.Http;

/// <summary>Token sets to bytes and back, encrypted where there is a protector.</summary>
internal sealed class TokenSetCodec(ITokenProtector? protector)
{
    public byte[] Write(string account, TokenSet tokens)
    {
        var plain = StoredTokens.Write(tokens);
        return protector?.Protect(account, plain) ?? plain;
    }

    /// <summary>Reads a set back, or gives <see langword="null"/> for what cannot be read: it counts as absent.</summary>
    public TokenSet? Read(string account, ReadOnlySpan<byte> bytes)
    {
        if (protector is null)
        {
            return StoredTokens.Read(bytes);
        }

        try
        {
            return protector.Unprotect(account, bytes) is { } plain ? StoredTokens.Read(plain) : null;
        }
        catch (CryptographicException)
        {
            // How ASP.NET Data Protection says that it cannot read something.
            return null;
        }
    }
}
