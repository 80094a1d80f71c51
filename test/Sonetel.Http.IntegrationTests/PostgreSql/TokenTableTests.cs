using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.PostgreSql;

namespace Sonetel.Http.IntegrationTests.PostgreSql;

[CancelAfter(30_000)]
public sealed class TokenTableTests
{
    [Test]
    public async Task A_role_that_may_not_create_tables_uses_one_that_is_there(Ct ct)
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var owner = NpgsqlDataSource.Create(server.ConnectionString);
        await using var migration = owner.CreateCommand($"{PostgreSqlTokenTable.Sql()}; CREATE ROLE app LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON sonetel_tokens TO app");
        await migration.ExecuteNonQueryAsync(ct);

        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UsePostgreSql($"{server.ConnectionString};Username=app", options => options.StorePlainText = true);
        await using var provider = services.BuildServiceProvider();

        Assert.That(await provider.GetRequiredKeyedService<ITokenStore>(string.Empty).GetAsync("a", ct), Is.Null);
    }

    [Test]
    public async Task A_table_that_is_dropped_under_way_is_made_again(Ct ct)
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var owner = NpgsqlDataSource.Create(server.ConnectionString);
        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UsePostgreSql(server.ConnectionString, options => options.StorePlainText = true);
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredKeyedService<ITokenStore>(string.Empty);
        var tokens = new TokenSet(new AccessToken { Value = "token-1", ExpiresAt = DateTimeOffset.MaxValue }, null, DateTimeOffset.UnixEpoch, 1);
        await store.SetAsync("a", tokens, ct);

        await using (var drop = owner.CreateCommand("DROP TABLE sonetel_tokens"))
        {
            await drop.ExecuteNonQueryAsync(ct);
        }

        Assert.That(await store.GetAsync("a", ct), Is.Null);
        Assert.That(await store.SetAsync("a", tokens, ct), Is.True);
    }

    [TestCase("Nonsense=1", "nonsense")]
    [TestCase("Host=localhost;Multiplexing=true", "Multiplexing")]
    [TestCase("Host=localhost;Maximum Pool Size=1", "Maximum Pool Size")]
    public void A_connection_that_could_hold_no_lock_is_refused_where_it_is_written(string connectionString, string what) =>
        Assert.That(() => new ServiceCollection().AddSonetelAuth(_ => { }).UsePostgreSql(connectionString), Throws.ArgumentException.With.Message.Contains(what).IgnoreCase);
}
