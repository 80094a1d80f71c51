using Npgsql;
using Sonetel.Http.PostgreSql;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>The fleet's row as the database has it, and each version that it ever had.</summary>
internal sealed class StoredRow(string connectionString)
{
    private const string KeepVersions =
        """
        CREATE TABLE versions (id bigserial PRIMARY KEY, account text, tokens bytea);
        CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN INSERT INTO versions (account, tokens) VALUES (NEW.account, NEW.tokens); RETURN NULL; END';
        CREATE TRIGGER keep_version AFTER INSERT OR UPDATE ON sonetel_tokens FOR EACH ROW EXECUTE FUNCTION keep_version();
        """;

    private readonly string _connectionString = $"{connectionString};Pooling=false";

    public Task CreateAsync(Ct ct) => ExecuteAsync($"{PostgreSqlTokenTable.Sql()};{KeepVersions}", ct);

    /// <summary>Ends every session but this one, as an administrator or a failover does.</summary>
    public Task TerminateSessionsAsync(Ct ct) => ExecuteAsync(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
        """,
        ct);

    /// <summary>The row, or null where there is none, or no database.</summary>
    public async Task<TokenSet?> ReadAsync(Ct ct)
    {
        try
        {
            var rows = await ReadAsync("SELECT account, tokens FROM sonetel_tokens", ct);
            return rows.SingleOrDefault();
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>How often an older result has replaced a newer one.</summary>
    public async Task<int> StaleOverwritesAsync(Ct ct)
    {
        var versions = await ReadAsync("SELECT account, tokens FROM versions ORDER BY id", ct);
        Assert.That(versions, Has.Count.GreaterThan(2));
        return versions.Zip(versions.Skip(1)).Count(pair => pair.Second.AcquiredAt < pair.First.AcquiredAt);
    }

    private async Task<List<TokenSet>> ReadAsync(string sql, Ct ct)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sets = new List<TokenSet>();

        while (await reader.ReadAsync(ct))
        {
            sets.Add(TokenSetSerializer.Deserialize(reader.GetString(0), (byte[])reader[1], protector: null));
        }

        return sets;
    }

    private async Task ExecuteAsync(string sql, Ct ct)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
