using System.Security.Cryptography;
using System.Text;

namespace Sonetel.Http;

/// <summary>
/// Encrypts tokens with the platform's AES-256-GCM and a ring of keys. The first key encrypts, all keys decrypt.
/// </summary>
/// <remarks>
/// To rotate without an interruption, append the new key and deploy, move it to the front and deploy, then remove the
/// old key. The store's key is associated data, so a value that was copied to another key cannot be decrypted.
/// </remarks>
public sealed class AesGcmTokenProtector : ITokenProtector
{
    // The format: version, length of the key's id, the id, nonce, tag, ciphertext.
    private const byte Version = 1;
    private const int HeaderSize = 2;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly TokenEncryptionKey[] _ring;

    /// <summary>Creates a protector over a key ring.</summary>
    /// <exception cref="ArgumentException">
    /// The ring is empty, a key is not 32 bytes long, or two keys have the same id.
    /// </exception>
    public AesGcmTokenProtector(params IEnumerable<TokenEncryptionKey> ring)
    {
        _ring = [.. ring];

        if (_ring.Length == 0)
        {
            throw new ArgumentException("There is no encryption key; add one of 32 random bytes.");
        }

        if (TokenEncryptionKey.Fault(_ring) is { } fault)
        {
            throw new ArgumentException($"The encryption keys cannot be used: {fault}.");
        }
    }

    /// <inheritdoc/>
    public byte[] Protect(string key, ReadOnlySpan<byte> plaintext)
    {
        var ringKey = _ring[0];
        var id = Encoding.UTF8.GetBytes(ringKey.Id);
        var result = new byte[HeaderSize + id.Length + NonceSize + TagSize + plaintext.Length];
        (result[0], result[1]) = (Version, (byte)id.Length);
        id.CopyTo(result, HeaderSize);

        var sealedPart = result.AsSpan(HeaderSize + id.Length);
        RandomNumberGenerator.Fill(sealedPart[..NonceSize]);
        using var aes = new AesGcm(ringKey.Key, TagSize);
        aes.Encrypt(
            sealedPart[..NonceSize],
            plaintext,
            sealedPart[(NonceSize + TagSize)..],
            sealedPart.Slice(NonceSize, TagSize),
            Encoding.UTF8.GetBytes(key));
        return result;
    }

    /// <inheritdoc/>
    public byte[]? Unprotect(string key, ReadOnlySpan<byte> protectedData)
    {
        if (protectedData.Length < HeaderSize
            || protectedData[0] != Version
            || protectedData.Length < HeaderSize + protectedData[1] + NonceSize + TagSize)
        {
            return null;
        }

        var id = Encoding.UTF8.GetString(protectedData.Slice(HeaderSize, protectedData[1]));

        if (Array.Find(_ring, candidate => candidate.Id == id) is not { } ringKey)
        {
            return null;
        }

        var sealedPart = protectedData[(HeaderSize + protectedData[1])..];
        var plaintext = new byte[sealedPart.Length - NonceSize - TagSize];

        try
        {
            using var aes = new AesGcm(ringKey.Key, TagSize);
            aes.Decrypt(
                sealedPart[..NonceSize],
                sealedPart[(NonceSize + TagSize)..],
                sealedPart.Slice(NonceSize, TagSize),
                plaintext,
                Encoding.UTF8.GetBytes(key));
            return plaintext;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
