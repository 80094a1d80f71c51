using Microsoft.Extensions.DependencyInjection.Extensions;
using Sonetel.Http;
using Sonetel.Http.PostgreSql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that keep tokens in PostgreSQL.</summary>
public static class SonetelAuthBuilderExtensions
{
    /// <summary>
    /// Keeps the account's tokens in PostgreSQL, so that all processes of a fleet share one token and one renewal.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="connectionString">Npgsql's connection string; accounts with the same one share a pool.</param>
    /// <param name="configure">Sets the encryption keys and the table.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The connection string is invalid.</exception>
    /// <remarks>
    /// Without an encryption key the app does not start; see <see cref="PostgreSqlTokenStoreOptions.EncryptionKeys"/>.
    /// The store uses no session state, so it works with Npgsql's multiplexing and with a pooler in transaction mode
    /// (PgBouncer's <c>pool_mode=transaction</c>). With such a pooler, leave <c>Max Auto Prepare</c> at 0.
    /// </remarks>
    public static SonetelAuthBuilder UsePostgreSql(
        this SonetelAuthBuilder builder, string connectionString, Action<PostgreSqlTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _ = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Services.TryAddSingleton<DataSources>();
        return builder.UsePostgreSql(services => services.GetRequiredService<DataSources>().Get(connectionString), configure);
    }

    /// <summary>
    /// Keeps the account's tokens in PostgreSQL, through the app's data source, which the app disposes.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="dataSource">The data source.</param>
    /// <param name="configure">Sets the encryption keys and the table.</param>
    /// <returns>The same builder.</returns>
    public static SonetelAuthBuilder UsePostgreSql(
        this SonetelAuthBuilder builder, NpgsqlDataSource dataSource, Action<PostgreSqlTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UsePostgreSql(_ => dataSource, configure);
    }

    /// <summary>
    /// Keeps the account's tokens in PostgreSQL, through a data source from the service provider, which the store
    /// does not dispose.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="dataSource">Returns the data source.</param>
    /// <param name="configure">Sets the encryption keys and the table.</param>
    /// <returns>The same builder.</returns>
    public static SonetelAuthBuilder UsePostgreSql(
        this SonetelAuthBuilder builder,
        Func<IServiceProvider, NpgsqlDataSource> dataSource,
        Action<PostgreSqlTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlTokenStoreOptions>, PostgreSqlTokenStoreOptionsValidator>());
        builder.Services.AddOptions<PostgreSqlTokenStoreOptions>(builder.Name)
            .Configure(configure ?? (_ => { })).ValidateOnStart();
        return builder.UseTokenStore(provider => Create(provider, builder.Name, dataSource(provider)));
    }

    private static PostgreSqlTokenStore Create(IServiceProvider provider, string account, NpgsqlDataSource database)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<PostgreSqlTokenStoreOptions>>().Get(account);
        var ring = options.EncryptionKeys.Count == 0 ? null : new AesGcmTokenProtector(options.EncryptionKeys);
        var protector = ring ?? (options.StorePlainText ? null : provider.GetService<ITokenProtector>());
        return new PostgreSqlTokenStore(database, protector, options, provider.GetRequiredService<TimeProvider>());
    }
}
