namespace Sonetel.Http;

/// <summary>The options of a token store in a distributed cache.</summary>
public sealed class DistributedCacheTokenStoreOptions
{
    /// <summary>The prefix of the cache's keys, in front of the account's key.</summary>
    /// <value>The default is <c>sonetel-tokens:</c>.</value>
    public string KeyPrefix { get; set; } = "sonetel-tokens:";

    /// <summary>
    /// How long an entry is kept after its last write, or after its access token expires if that lives longer.
    /// </summary>
    /// <value>The default is 30 days.</value>
    /// <remarks>A longer time than ten years counts as ten years.</remarks>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The keys that tokens are encrypted with (AES-256-GCM); the first encrypts, all decrypt.</summary>
    /// <value>
    /// The default is empty: a registered <see cref="ITokenProtector"/> encrypts the tokens, or they are stored
    /// in plain text.
    /// </value>
    public IList<TokenEncryptionKey> EncryptionKeys { get; } = [];
}
