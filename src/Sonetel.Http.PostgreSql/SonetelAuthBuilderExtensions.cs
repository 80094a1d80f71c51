using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Sonetel.Http;
using Sonetel.Http.PostgreSql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps tokens in PostgreSQL.</summary>
public static class SonetelAuthBuilderExtensions
{
    /// <summary>Keeps the account's tokens in PostgreSQL, so that all processes of a fleet share one token and one renewal.</summary>
    /// <param name="builder">The account.</param>
    /// <param name="connectionString">Npgsql's connection string; accounts with the same one share a pool, of which at most half holds locks.</param>
    /// <param name="configure">Sets keys and table.</param>
    /// <exception cref="ArgumentException">The connection string is none, asks for multiplexing, or for a pool of less than two.</exception>
    /// <remarks>
    /// Without a key the app does not start; see <see cref="PostgreSqlTokenStoreOptions.EncryptionKeys"/>. A killed process frees its lock at once; one whose machine
    /// or network is gone frees it when the server notices, which takes it about 25 seconds with the TCP keepalive that a lock's connection asks for.
    /// A lock belongs to a database session: neither Npgsql's multiplexing nor a pooler in transaction mode (PgBouncer's <c>pool_mode=transaction</c>) may stand in between.
    /// </remarks>
    public static SonetelAuthBuilder UsePostgreSql(this SonetelAuthBuilder builder, string connectionString, Action<PostgreSqlTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        AdvisoryLocks.Demand(connectionString);
        builder.Services.TryAddKeyedSingleton(connectionString, static (_, key) => NpgsqlDataSource.Create((string)key!));
        return Use(builder, connectionString, provider => provider.GetRequiredKeyedService<NpgsqlDataSource>(connectionString), configure);
    }

    /// <summary>Keeps the account's tokens in PostgreSQL, through a data source of the app's own, which stays the app's to dispose.</summary>
    /// <param name="builder">The account.</param>
    /// <param name="dataSource">The data source; at most half of its pool holds locks.</param>
    /// <param name="configure">Sets keys and table.</param>
    /// <exception cref="ArgumentException">The data source is multiplexing, or has a pool of less than two.</exception>
    public static SonetelAuthBuilder UsePostgreSql(this SonetelAuthBuilder builder, NpgsqlDataSource dataSource, Action<PostgreSqlTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        AdvisoryLocks.Demand(dataSource.ConnectionString);
        return Use(builder, dataSource, _ => dataSource, configure);
    }

    private static SonetelAuthBuilder Use(SonetelAuthBuilder builder, object key, Func<IServiceProvider, NpgsqlDataSource> database, Action<PostgreSqlTokenStoreOptions>? configure)
    {
        var services = builder.Services;
        services.TryAddKeyedSingleton(key, (provider, _) => new AdvisoryLocks(database(provider)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlTokenStoreOptions>, PostgreSqlTokenStoreOptionsValidator>(
            static provider => new PostgreSqlTokenStoreOptionsValidator(provider.GetService<ITokenProtector>() is not null)));
        services.AddOptions<PostgreSqlTokenStoreOptions>(builder.Name).Configure(configure ?? (static _ => { })).ValidateOnStart();

        return builder.UseTokenStore(provider =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<PostgreSqlTokenStoreOptions>>().Get(builder.Name);
            var ring = options.EncryptionKeys.Count == 0 ? null : new AesGcmTokenProtector(options.EncryptionKeys);
            return new PostgreSqlTokenStore(
                database(provider),
                provider.GetRequiredKeyedService<AdvisoryLocks>(key),
                new TokenSetCodec(ring ?? (options.StorePlainText ? null : provider.GetService<ITokenProtector>())),
                options,
                provider.GetRequiredService<ILogger<PostgreSqlTokenStore>>());
        });
    }
}
