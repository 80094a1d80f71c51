namespace Sonetel.Http;

/// <summary>How tokens are kept in a distributed cache.</summary>
public sealed class DistributedCacheTokenStoreOptions
{
    /// <summary>What stands before the account's key in the cache's key.</summary>
    /// <value>The default is <c>sonetel-tokens:</c>.</value>
    public string KeyPrefix { get; set; } = "sonetel-tokens:";

    /// <summary>How long an entry is kept after its last write.</summary>
    /// <value>The default is 30 days.</value>
    /// <remarks>
    /// Set it longer than the access token's lifetime where that is over 30 days, because the refresh token goes with
    /// the entry.
    /// </remarks>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The keys that entries are encrypted with; the first writes, all read.</summary>
    /// <value>
    /// Empty by default: entries are encrypted by a registered <see cref="ITokenProtector"/>, or stand in plain text.
    /// </value>
    public IList<TokenEncryptionKey> EncryptionKeys { get; } = [];
}
