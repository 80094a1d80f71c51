using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sonetel.Http.Emulator;
using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The READMEs' code for fleets, over real servers.</summary>
[CancelAfter(60_000)]
public sealed class StoreTests
{
    private const string Table = """
        CREATE TABLE my_tokens (account text PRIMARY KEY, generation bigint NOT NULL, tokens bytea NOT NULL)
        """;

    [Test]
    public async Task A_fleet_over_PostgreSQL_signs_in_once(Ct ct)
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (services, username, password) = ReadmeWorld.Begin(emulator);
        var (connectionString, key) = (server.ConnectionString, RandomNumberGenerator.GetBytes(32));

        services.AddSonetelAuth(o => o.UseSonetel(username, password))
            .UsePostgreSql(connectionString, o => o.EncryptionKeys.Add(new TokenEncryptionKey("2026-11", key)));

        Assert.That(await TokenRequestsOfTwoProcessesAsync(services, emulator, ct), Is.EqualTo(1));
    }

    [Test]
    public async Task A_fleet_over_Redis_signs_in_once(Ct ct)
    {
        await using var server = await RedisServer.StartAsync(isPersistent: false, ct);
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (services, username, password) = ReadmeWorld.Begin(emulator);
        var (connectionString, key) = (server.ConnectionString, RandomNumberGenerator.GetBytes(32));

        services.AddSonetelAuth(o => o.UseSonetel(username, password))
            .UseRedis(connectionString, o => o.EncryptionKeys.Add(new TokenEncryptionKey("2026-11", key)));

        Assert.That(await TokenRequestsOfTwoProcessesAsync(services, emulator, ct), Is.EqualTo(1));
    }

    [Test]
    public async Task A_store_of_ones_own_keeps_the_contract_and_serves_a_fleet(Ct cancellationToken)
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: cancellationToken);
        await using var database = await DatabaseAsync(server, cancellationToken);
        var (services, username, password) = ReadmeWorld.Begin(emulator);
        var key = RandomNumberGenerator.GetBytes(32);

        var protector = new AesGcmTokenProtector(new TokenEncryptionKey("2026-11", key));
        services.AddSonetelAuth(o => o.UseSonetel(username, password))
            .UseTokenStore(provider => new SqlTokenStore(database, protector));

        Assert.That(await TokenRequestsOfTwoProcessesAsync(services, emulator, cancellationToken), Is.EqualTo(1));

        await new TokenStoreContract(() => new SqlTokenStore(database, protector)).RunAsync(cancellationToken);
    }

    private static async Task<DbDataSource> DatabaseAsync(PostgreSqlServer server, Ct ct)
    {
        var database = NpgsqlDataSource.Create(server.ConnectionString);
        await using var create = database.CreateCommand(Table);
        await create.ExecuteNonQueryAsync(ct);
        return database;
    }

    private static async Task<int> TokenRequestsOfTwoProcessesAsync(
        ServiceCollection services, SonetelEmulator emulator, Ct ct)
    {
        services.PointAt(emulator);

        for (var process = 0; process < 2; process++)
        {
            await using var provider = services.BuildServiceProvider();
            await provider.GetRequiredService<ISonetelAuth>().GetAccessTokenAsync(ct);
        }

        return emulator.Counters.TokenRequests;
    }
}
