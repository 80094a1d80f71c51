namespace Sonetel.Http;

/// <summary>Encrypts tokens before a store writes them down.</summary>
/// <remarks>
/// Implement it over ASP.NET Core Data Protection or a key management service; <see cref="AesGcmTokenProtector"/> is
/// the platform's AES-256-GCM.
/// </remarks>
public interface ITokenProtector
{
    /// <summary>
    /// Encrypts <paramref name="plaintext"/> so that it can be read back only under the same <paramref name="key"/> of
    /// the store.
    /// </summary>
    byte[] Protect(string key, ReadOnlySpan<byte> plaintext);

    /// <summary>Reads back what <see cref="Protect"/> wrote.</summary>
    /// <returns>
    /// <see langword="null"/> where it cannot be read: moved from another key of the store, altered, or encrypted with
    /// a key that is gone.
    /// </returns>
    byte[]? Unprotect(string key, ReadOnlySpan<byte> protectedData);
}
