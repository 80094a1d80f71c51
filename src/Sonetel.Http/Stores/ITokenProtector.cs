namespace Sonetel.Http;

/// <summary>Encrypts the tokens in a store.</summary>
/// <remarks>
/// <see cref="AesGcmTokenProtector"/> is an implementation with fixed keys. Implement the interface to use ASP.NET Core
/// Data Protection or a key management service.
/// </remarks>
public interface ITokenProtector
{
    /// <summary>
    /// Encrypts <paramref name="plaintext"/> so that it can be decrypted only with the same <paramref name="key"/>
    /// of the store.
    /// </summary>
    byte[] Protect(string key, ReadOnlySpan<byte> plaintext);

    /// <summary>Decrypts the result of <see cref="Protect"/>.</summary>
    /// <returns>
    /// The plaintext, or <see langword="null"/> if it cannot be decrypted: it was copied from another key of the store,
    /// altered, or encrypted with a key that was removed.
    /// </returns>
    byte[]? Unprotect(string key, ReadOnlySpan<byte> protectedData);
}
