namespace Sonetel.Http.Redis;

/// <summary>Where tokens are kept in Redis, for how long, and with which keys they are encrypted.</summary>
public sealed class RedisTokenStoreOptions
{
    /// <summary>What stands before the account's key in Redis's key.</summary>
    /// <value>The default is <c>sonetel-tokens:</c>.</value>
    public string KeyPrefix { get; set; } = "sonetel-tokens:";

    /// <summary>How long a row is kept after its last write; Redis deletes it then.</summary>
    /// <value>The default is 30 days.</value>
    /// <remarks>
    /// Set it longer than the access token's lifetime where that is over 30 days, because the refresh token goes with
    /// the row. More than ten years count as ten.
    /// </remarks>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The keys that tokens are encrypted with (AES-256-GCM); the first writes, all read.</summary>
    /// <value>
    /// Empty by default: then an <see cref="ITokenProtector"/> has to be registered, or <see cref="StorePlainText"/>
    /// set.
    /// </value>
    public IList<TokenEncryptionKey> EncryptionKeys { get; } = [];

    /// <summary>Whether tokens may stand in Redis as they are, for whoever can read it.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool StorePlainText { get; set; }
}
