namespace Sonetel.Http.PostgreSql;

/// <summary>The options of a token store in PostgreSQL.</summary>
public sealed class PostgreSqlTokenStoreOptions
{
    /// <summary>The schema of the table. It has to exist.</summary>
    /// <value>The default is <c>public</c>.</value>
    public string Schema { get; set; } = "public";

    /// <summary>The name of the table, without its schema.</summary>
    /// <value>The default is <c>sonetel_tokens</c>.</value>
    public string Table { get; set; } = "sonetel_tokens";

    /// <summary>
    /// Whether the table is created if it is missing. <see cref="PostgreSqlTokenTable.Sql"/> returns the statement
    /// for a migration.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool CreateTable { get; set; } = true;

    /// <summary>
    /// How long a row is kept after its last write, or after its access token expires if that lives longer. Each
    /// process deletes the other rows at most once an hour for each account that <c>UsePostgreSql</c> is called on.
    /// Accounts without a store of their own, such as those of run time, use the default account's store.
    /// </summary>
    /// <value>The default is 30 days.</value>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The keys that tokens are encrypted with (AES-256-GCM); the first encrypts, all decrypt.</summary>
    /// <value>
    /// The default is empty: then an <see cref="ITokenProtector"/> has to be registered, or
    /// <see cref="StorePlainText"/> set.
    /// </value>
    public IList<TokenEncryptionKey> EncryptionKeys { get; } = [];

    /// <summary>Whether tokens may be stored unencrypted, so that anyone who can read the table can use them.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool StorePlainText { get; set; }
}
