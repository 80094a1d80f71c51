using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>Keeps the account's tokens in the registered <see cref="IDistributedCache"/>.</summary>
    /// <param name="configure">Sets the encryption keys, the prefix and the lifetime.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// The encryption keys are invalid, or the lifetime is not positive.
    /// </exception>
    /// <remarks>
    /// <para>
    /// A distributed cache has no conditional write, so this store reads and then writes. Two processes that renew at
    /// the same moment may both succeed in writing, and each then sends a token request. An account that can sign in
    /// loses little, because it signs in again if necessary. An account that has only its refresh token may be lost:
    /// both processes use the same refresh token, and a server that rotates refresh tokens may then revoke all tokens
    /// that came from it (RFC 9700 §4.14). Keep such an account in PostgreSQL or Redis.
    /// </para>
    /// <para>
    /// Without <see cref="DistributedCacheTokenStoreOptions.EncryptionKeys"/> or a registered
    /// <see cref="ITokenProtector"/>, tokens are stored in plain text.
    /// </para>
    /// </remarks>
    public SonetelAuthBuilder UseDistributedCache(Action<DistributedCacheTokenStoreOptions>? configure = null)
    {
        var options = new DistributedCacheTokenStoreOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RefreshTokenLifetime, TimeSpan.Zero);
        var ring = options.EncryptionKeys.Count == 0 ? null : new AesGcmTokenProtector(options.EncryptionKeys);

        return UseTokenStore(provider => new DistributedCacheTokenStore(
            provider.GetRequiredService<IDistributedCache>(),
            ring ?? provider.GetService<ITokenProtector>(),
            options));
    }
}
