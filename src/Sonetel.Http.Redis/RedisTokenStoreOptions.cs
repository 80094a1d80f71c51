namespace Sonetel.Http.Redis;

/// <summary>The options of a token store in Redis.</summary>
public sealed class RedisTokenStoreOptions
{
    /// <summary>The prefix of the keys in Redis, in front of the account's key.</summary>
    /// <value>The default is <c>sonetel-tokens:</c>.</value>
    public string KeyPrefix { get; set; } = "sonetel-tokens:";

    /// <summary>
    /// How long a row is kept after its last write, or after its access token expires if that lives longer.
    /// </summary>
    /// <value>The default is 30 days.</value>
    /// <remarks>A longer time than ten years counts as ten years.</remarks>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The keys that tokens are encrypted with (AES-256-GCM); the first encrypts, all decrypt.</summary>
    /// <value>
    /// The default is empty: then an <see cref="ITokenProtector"/> has to be registered, or
    /// <see cref="StorePlainText"/> set.
    /// </value>
    public IList<TokenEncryptionKey> EncryptionKeys { get; } = [];

    /// <summary>Whether tokens may be stored unencrypted, so that anyone who can read Redis can use them.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool StorePlainText { get; set; }
}
