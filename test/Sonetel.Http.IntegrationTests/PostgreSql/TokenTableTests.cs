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
}
