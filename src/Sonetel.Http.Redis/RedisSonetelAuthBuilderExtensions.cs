using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sonetel.Http;
using Sonetel.Http.Redis;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that keep tokens in Redis.</summary>
public static class RedisSonetelAuthBuilderExtensions
{
    /// <summary>
    /// Keeps the account's tokens in Redis, so that all processes of a fleet share one token and one renewal.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="connectionString">
    /// StackExchange.Redis's connection string, with <c>ssl=true</c> for TLS; accounts with the same one
    /// share a connection.
    /// </param>
    /// <param name="configure">Sets the encryption keys, the prefix and the lifetime.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The connection string is invalid.</exception>
    /// <remarks>
    /// Without an encryption key the app does not start; see <see cref="RedisTokenStoreOptions.EncryptionKeys"/>. It
    /// does start while Redis is unavailable, regardless of <c>abortConnect</c>, and connects when Redis is back. For
    /// an account that has only a refresh token, Redis must neither evict rows (<c>maxmemory-policy noeviction</c>) nor
    /// lose writes in a restart (<c>appendonly yes</c>, <c>appendfsync always</c>).
    /// </remarks>
    public static SonetelAuthBuilder UseRedis(
        this SonetelAuthBuilder builder, string connectionString, Action<RedisTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        using var readable = RedisConnection.Create(connectionString);
        builder.Services.TryAddSingleton<RedisConnections>();
        return builder.UseRedis(provider => Own(provider, connectionString).ConnectAsync, configure);
    }

    /// <summary>Keeps the account's tokens in Redis, through the app's connection, which the app disposes.</summary>
    /// <param name="builder">The account.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="configure">Sets the encryption keys, the prefix and the lifetime.</param>
    /// <returns>The same builder.</returns>
    public static SonetelAuthBuilder UseRedis(
        this SonetelAuthBuilder builder, IConnectionMultiplexer connection, Action<RedisTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseRedis(_ => connection, configure);
    }

    /// <summary>
    /// Keeps the account's tokens in Redis, through a connection from the service provider, which the store
    /// does not dispose.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="connection">Returns the connection.</param>
    /// <param name="configure">Sets the encryption keys, the prefix and the lifetime.</param>
    /// <returns>The same builder.</returns>
    public static SonetelAuthBuilder UseRedis(
        this SonetelAuthBuilder builder,
        Func<IServiceProvider, IConnectionMultiplexer> connection,
        Action<RedisTokenStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseRedis(provider => Connected(connection(provider)), configure);
    }

    private static SonetelAuthBuilder UseRedis(
        this SonetelAuthBuilder builder,
        Func<IServiceProvider, Func<CancellationToken, ValueTask<IConnectionMultiplexer>>> connect,
        Action<RedisTokenStoreOptions>? configure)
    {
        var services = builder.Services;
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RedisTokenStoreOptions>, RedisTokenStoreOptionsValidator>());
        services.AddOptions<RedisTokenStoreOptions>(builder.Name).Configure(configure ?? (_ => { })).ValidateOnStart();
        return builder.UseTokenStore(provider => Create(provider, builder.Name, connect(provider)));
    }

    private static RedisConnection Own(IServiceProvider provider, string connectionString) =>
        provider.GetRequiredService<RedisConnections>().Get(connectionString);

    private static Func<CancellationToken, ValueTask<IConnectionMultiplexer>> Connected(
        IConnectionMultiplexer connection) =>
        _ => new(connection);

    private static RedisTokenStore Create(
        IServiceProvider provider, string account, Func<CancellationToken, ValueTask<IConnectionMultiplexer>> connect)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<RedisTokenStoreOptions>>().Get(account);
        var ring = options.EncryptionKeys.Count == 0 ? null : new AesGcmTokenProtector(options.EncryptionKeys);
        var protector = ring ?? (options.StorePlainText ? null : provider.GetService<ITokenProtector>());
        return new RedisTokenStore(connect, protector, options);
    }
}
