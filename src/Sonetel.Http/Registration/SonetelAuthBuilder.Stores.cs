using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>Keeps the account's tokens in the registered <see cref="IDistributedCache"/>, whatever it is.</summary>
    /// <remarks>
    /// A cache has no lock. Processes that renew at the same moment each send a token request, and where refresh tokens
    /// rotate, the later one spends a refresh token
    /// that is spent already: at best it signs in again, at worst the server revokes all that came of it (RFC 9700
    /// §4.14). Use PostgreSQL where refresh tokens rotate.
    /// Without <see cref="DistributedCacheTokenStoreOptions.EncryptionKeys"/> or a registered <see
    /// cref="ITokenProtector"/>, tokens stand there in plain text.
    /// </remarks>
    public SonetelAuthBuilder UseDistributedCache(Action<DistributedCacheTokenStoreOptions>? configure = null)
    {
        var options = new DistributedCacheTokenStoreOptions();
        configure?.Invoke(options);
        var ring = options.EncryptionKeys.Count == 0 ? null : new AesGcmTokenProtector(options.EncryptionKeys);

        return UseTokenStore(provider => new DistributedCacheTokenStore(
            provider.GetRequiredService<IDistributedCache>(),
            new TokenSetCodec(ring ?? provider.GetService<ITokenProtector>()),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DistributedCacheTokenStore>>()));
    }
}
