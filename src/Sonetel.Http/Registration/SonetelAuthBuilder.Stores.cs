using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>Keeps the account's tokens in the registered <see cref="IDistributedCache"/>, whatever it is.</summary>
    /// <param name="configure">Sets keys and names.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// The encryption keys cannot be used, or the lifetime is not positive.
    /// </exception>
    /// <remarks>
    /// A cache has no conditional write: this store reads, then writes. Two processes that renew at the same moment may
    /// both be told that they are the one, and each sends a token request. An account that can sign in loses little by
    /// it. For one that has only its refresh token both spend the same one: where they rotate, the server may revoke
    /// all that came of it (RFC 9700 §4.14), and the account is lost. Use PostgreSQL or Redis there. Without
    /// <see cref="DistributedCacheTokenStoreOptions.EncryptionKeys"/> or a registered <see cref="ITokenProtector"/>,
    /// tokens stand there in plain text.
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
