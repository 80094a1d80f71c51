using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using Sonetel.Http;
using Sonetel.Http.PostgreSql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps tokens in PostgreSQL.</summary>
public static class SonetelAuthBuilderExtensions
{
    /// <summary>
    /// Keeps the account's tokens in PostgreSQL, so that all processes of a fleet share one token and one renewal.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="connectionString">Npgsql's connection string; accounts with the same one share a pool.</param>
    /// <param name="configure">Sets keys and table.</param>
    /// <exception cref="ArgumentException">The connection string is none.</exception>
    /// <remarks>
    /// Without a key the app does not start; see <see cref="PostgreSqlTokenStoreOptions.EncryptionKeys"/>. Nothing of a
    /// database session is used: Npgsql's multiplexing and a pooler in transaction mode (PgBouncer's
    /// <c>pool_mode=transaction</c>) may stand in between; with the latter leave <c>Max Auto Prepare</c> at 0.
    /// </remarks>
    public static SonetelAuthBuilder UsePostgreSql(
        this SonetelAuthBuilder builder, string connectionString, Action<PostgreSqlTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _ = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Services.TryAddSingleton<DataSources>();
        return builder.UsePostgreSql(
            provider => provider.GetRequiredService<DataSources>().Get(connectionString), configure);
    }

    /// <summary>
    /// Keeps the account's tokens in PostgreSQL, through a data source of the app's own, which stays the app's to
    /// dispose.
    /// </summary>
    public static SonetelAuthBuilder UsePostgreSql(
        this SonetelAuthBuilder builder, NpgsqlDataSource dataSource, Action<PostgreSqlTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UsePostgreSql(_ => dataSource, configure);
    }

    /// <summary>
    /// Keeps the account's tokens in PostgreSQL, through the data source that <paramref name="dataSource"/> finds in
    /// the container.
    /// </summary>
    public static SonetelAuthBuilder UsePostgreSql(
        this SonetelAuthBuilder builder,
        Func<IServiceProvider, NpgsqlDataSource> dataSource,
        Action<PostgreSqlTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        var services = builder.Services;
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlTokenStoreOptions>, PostgreSqlTokenStoreOptionsValidator>());
        services.AddOptions<PostgreSqlTokenStoreOptions>(builder.Name).Configure(
            configure ?? (_ => { })).ValidateOnStart();
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
