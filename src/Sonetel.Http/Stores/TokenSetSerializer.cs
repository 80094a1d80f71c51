using System.Security.Cryptography;
using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Turns token sets into bytes for a store, and back.</summary>
/// <remarks>The bytes are a version byte, then JSON, which is encrypted where there is a protector.</remarks>
public static class TokenSetSerializer
{
    // Earlier releases wrote JSON ('{') or the protector's own output (1 for AES-GCM) without a version in front.
    // A member that a reader of this version may not lose when it writes the set again needs the next number.
    private const byte Version = 2;

    /// <summary>Writes a set down.</summary>
    /// <param name="key">The store's key; what is encrypted under it cannot be read under another one.</param>
    /// <param name="tokens">The set.</param>
    /// <param name="protector">Encrypts it; <see langword="null"/> leaves it in plain text.</param>
    public static byte[] Serialize(string key, TokenSet tokens, ITokenProtector? protector)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(tokens);
        var json = JsonSerializer.SerializeToUtf8Bytes(
            StoredTokens.From(tokens), StoredTokensJson.Default.StoredTokens);
        return [Version, .. protector?.Protect(key, json) ?? json];
    }

    /// <summary>Reads a set back.</summary>
    /// <param name="key">The store's key that it was written under.</param>
    /// <param name="bytes">What <see cref="Serialize"/> returned.</param>
    /// <param name="protector">Decrypts it; <see langword="null"/> for plain text.</param>
    /// <exception cref="CryptographicException">It cannot be decrypted; the message says what to change.</exception>
    /// <exception cref="InvalidDataException">
    /// It is of another version, encrypted although no protector is given, or no token set.
    /// </exception>
    /// <remarks>
    /// Let the exceptions pass: a store that returned <see langword="null"/> instead would say that nothing is there.
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
        [] => $"The token store holds an empty value for '{key}'. Delete it, if nothing else writes there.",
        [> Version and not (byte)'{', ..] =>
            $"What the token store holds for '{key}' begins with version {bytes[0]}, and this release reads version {Version} only. "
                + "Update this process to the release that wrote it.",
        _ => $"What the token store holds for '{key}' was written by an earlier release. "
            + "Delete it once no process of that release runs any more.",
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
            // This is how ASP.NET Core Data Protection says that it cannot read something; it names the key that is
            // missing.
            cause = e;
        }

        return json ?? throw new CryptographicException(
            $"What the token store holds for '{key}' cannot be decrypted. Add the encryption key that it was written with to "
            + "this process's key ring; if it was written in plain text, altered, or copied from another key, delete it.",
            cause);
    }

    // No inner exception: a parser's message may show a piece of what it could not parse.
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
            $"What the token store holds for '{key}' is no token set. If it was written with an encryption key, give this "
            + "process the same key ring; if it was altered, delete it.");
    }
}
