using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.PostgreSql;

namespace Sonetel.Http.IntegrationTests.PostgreSql;

/// <summary>
/// A database, and as many stores over it as a test wants, each with a container of its own, as in a process of its
/// own.
/// </summary>
internal sealed class PostgreSqlTestBed(PostgreSqlServer server) : IAsyncDisposable
{
    private readonly List<ServiceProvider> _providers = [];

    public string ConnectionString => server.ConnectionString;

    public static async Task<PostgreSqlTestBed> StartAsync() => new(await PostgreSqlServer.StartAsync());

    public static TokenSet Tokens(long generation, TimeSpan lifetime = default) => new(
        new AccessToken { Value = $"token-{generation}", ExpiresAt = DateTimeOffset.UnixEpoch + lifetime },
        $"refresh-{generation}",
        DateTimeOffset.UnixEpoch,
        generation);

    public Task<PgBouncerServer> StartBouncerAsync(int poolSize, Ct ct) => PgBouncerServer.StartAsync(server, poolSize, ct);

    /// <summary>A store in plain text, unless <paramref name="configure"/> says otherwise.</summary>
    public ITokenStore CreateStore(
        Action<PostgreSqlTokenStoreOptions>? configure = null, string? connectionString = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSonetelAuth(_ => { }).UsePostgreSql(connectionString ?? ConnectionString, options =>
        {
            configure?.Invoke(options);
            options.StorePlainText = options.EncryptionKeys.Count == 0;
        });
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredKeyedService<ITokenStore>(string.Empty);
    }

    public async Task<long> ScalarAsync(string sql, Ct ct)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        await server.DisposeAsync();
    }
}
