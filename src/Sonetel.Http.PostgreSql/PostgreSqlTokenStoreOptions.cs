namespace Sonetel.Http.PostgreSql;

/// <summary>Where tokens are kept in PostgreSQL, for how long, and with which keys they are encrypted.</summary>
public sealed class PostgreSqlTokenStoreOptions
{
    /// <summary>The table's schema, which has to exist.</summary>
    /// <value>The default is <c>public</c>.</value>
    public string Schema { get; set; } = "public";

    /// <summary>The table.</summary>
    /// <value>The default is <c>sonetel_tokens</c>.</value>
    public string Table { get; set; } = "sonetel_tokens";

    /// <summary>
    /// Whether the table is created where it is missing; see <see cref="PostgreSqlTokenTable.Sql"/> for those who
    /// migrate themselves.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool CreateTable { get; set; } = true;

    /// <summary>
    /// How long a row is kept after its last write. Older ones are deleted, once an hour per process.
    /// </summary>
    /// <value>The default is 30 days.</value>
    /// <remarks>
    /// Set it longer than the access token's lifetime where that is over 30 days, because the refresh token goes with
    /// the row.
    /// </remarks>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The keys that tokens are encrypted with (AES-256-GCM); the first writes, all read.</summary>
    /// <value>
    /// Empty by default: then an <see cref="ITokenProtector"/> has to be registered, or <see cref="StorePlainText"/>
    /// set.
    /// </value>
    public IList<TokenEncryptionKey> EncryptionKeys { get; } = [];

    /// <summary>Whether tokens may stand in the table as they are, for whoever can read it.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool StorePlainText { get; set; }
}
