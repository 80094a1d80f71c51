using System.Security.Cryptography;
using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Converts token sets to bytes for a store, and back.</summary>
/// <remarks>The bytes are a version, followed by JSON, which is encrypted if there is a protector.</remarks>
public static class TokenSetSerializer
{
    // Earlier releases wrote JSON ('{') or the protector's output (1 for AES-GCM) without a version. Increment the
    // version for a new member that a reader of this version must not drop when it writes the set again.
    private const byte Version = 2;

    /// <summary>Converts a token set to bytes.</summary>
    /// <param name="key">The store's key; encrypted bytes can be decrypted only with the same key.</param>
    /// <param name="tokens">The set.</param>
    /// <param name="protector">Encrypts the set; <see langword="null"/> for plain text.</param>
    public static byte[] Serialize(string key, TokenSet tokens, ITokenProtector? protector)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(tokens);
        var json = JsonSerializer.SerializeToUtf8Bytes(
            StoredTokens.From(tokens), StoredTokensJson.Default.StoredTokens);
        return [Version, .. protector?.Protect(key, json) ?? json];
    }

    /// <summary>Converts bytes back to a token set.</summary>
    /// <param name="key">The store's key that was passed to <see cref="Serialize"/>.</param>
    /// <param name="bytes">The result of <see cref="Serialize"/>.</param>
    /// <param name="protector">Decrypts the set; <see langword="null"/> for plain text.</param>
    /// <exception cref="CryptographicException">
    /// The bytes cannot be decrypted; the message says what to change.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The bytes have another version, are encrypted although there is no protector, or are no token set.
    /// </exception>
    /// <remarks>
    /// A store must not catch these exceptions: if it returned <see langword="null"/> instead, the account
    /// would start over.
    /// </remarks>
    public static TokenSet Deserialize(string key, ReadOnlySpan<byte> bytes, ITokenProtector? protector)
    {
        ArgumentNullException.ThrowIfNull(key);

        if (bytes.IsEmpty || bytes[0] != Version)
        {
            throw new InvalidDataException(OtherVersion(key, bytes));
        }

        return protector is null ? Read(key, bytes[1..]) : Read(key, Decrypt(key, bytes[1..], protector));
    }

    private static string OtherVersion(string key, ReadOnlySpan<byte> bytes) => bytes switch
    {
        [] => $"The token store's value for '{key}' is empty. Delete it, unless something else uses this key.",
        [> Version and not (byte)'{', ..] =>
            $"The token store's value for '{key}' has version {bytes[0]}, and this release reads version {Version} only. "
                + "Update this process to the release that wrote it.",
        _ => $"The token store's value for '{key}' was written by an earlier release. "
            + "Delete it once no process of that release is running.",
    };

    private static byte[] Decrypt(string key, ReadOnlySpan<byte> bytes, ITokenProtector protector)
    {
        byte[]? json = null;
        CryptographicException? cause = null;

        try
        {
            json = protector.Unprotect(key, bytes);
        }
        catch (CryptographicException e)
        {
            // ASP.NET Core Data Protection throws this for data that it cannot decrypt; its message names
            // the missing key.
            cause = e;
        }

        return json ?? throw new CryptographicException(
            $"The token store's value for '{key}' cannot be decrypted. Add the encryption key that it was written with to "
            + "this process's key ring. If it was written in plain text, altered, or copied from another key, delete it.",
            cause);
    }

    // Without an inner exception, because a parser's message may quote the tokens.
    private static TokenSet Read(string key, ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, StoredTokensJson.Default.StoredTokens) is { } stored)
            {
                return stored.ToTokenSet();
            }
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
        }

        throw new InvalidDataException(
            $"The token store's value for '{key}' is not a token set. If it was written with an encryption key, add the "
            + "key to this process's key ring. If it was altered, delete it.");
    }
}
