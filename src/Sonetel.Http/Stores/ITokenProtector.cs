namespace Sonetel.Http;

/// <summary>Encrypts tokens before a store writes them down.</summary>
/// <remarks>Implement it over ASP.NET Core Data Protection or a key management service; <see cref="AesGcmTokenProtector"/> is the platform's AES-256-GCM.</remarks>
public interface ITokenProtector
{
    /// <summary>Encrypts <paramref name="plaintext"/> so that it can be read back for the same account only.</summary>
    byte[] Protect(string account, ReadOnlySpan<byte> plaintext);

    /// <summary>Reads back what <see cref="Protect"/> wrote.</summary>
    /// <returns><see langword="null"/> where it cannot be read: another account's, a key that is gone, or altered.</returns>
    byte[]? Unprotect(string account, ReadOnlySpan<byte> protectedData);
}
