using Npgsql;

namespace Sonetel.Http.PostgreSql;

/// <summary>
/// Tokens in a table. Each read and write is one statement, which needs nothing of its session, so any connection
/// pooler may stand in between.
/// </summary>
internal sealed class PostgreSqlTokenStore(
    NpgsqlDataSource database, ITokenProtector? protector, PostgreSqlTokenStoreOptions options, TimeProvider time) : ITokenStore
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    private readonly string _table = PostgreSqlTokenTable.Quoted(options.Schema, options.Table);
    private long _sweepDueAt = long.MinValue;

    public ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken) =>
        InTableAsync(ct => ReadAsync(key, ct), cancellationToken);

    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken)
    {
        var isTaken = await InTableAsync(ct => WriteAsync(key, tokens, ct), cancellationToken).ConfigureAwait(false);
        SweepIfDue();
        return isTaken;
    }

    private async Task<TokenSet?> ReadAsync(string key, Ct ct)
    {
        using var command = database.CreateCommand($"SELECT tokens FROM {_table} WHERE account = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        var bytes = (byte[]?)await command.ExecuteScalarAsync(ct).ConfigureAwait(false);
        return bytes is null ? null : TokenSetSerializer.Deserialize(key, bytes, protector);
    }

    // Of concurrent statements the database makes one wait for the other, and then looks at the condition once more:
    // one row changes, for one of them.
    private async Task<bool> WriteAsync(string key, TokenSet tokens, Ct ct)
    {
        var sql = tokens.Generation == 1
            ? $"INSERT INTO {_table} (account, generation, tokens) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
            : $"UPDATE {_table} SET generation = $2, tokens = $3, updated_at = now() WHERE account = $1 AND generation = $2 - 1";
        using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = tokens.Generation });
        command.Parameters.Add(
            new NpgsqlParameter<byte[]> { TypedValue = TokenSetSerializer.Serialize(key, tokens, protector) });
        return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false) == 1;
    }

    // The table is created when it turns out to be missing, and not before: an app's role seldom has the right to
    // create one that is there already.
    private async ValueTask<T> InTableAsync<T>(Func<Ct, Task<T>> call, Ct ct)
    {
        try
        {
            return await call(ct).ConfigureAwait(false);
        }
        catch (PostgresException e) when (options.CreateTable && e.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            await CreateTableAsync(ct).ConfigureAwait(false);
            return await call(ct).ConfigureAwait(false);
        }
    }

    private async Task CreateTableAsync(Ct ct)
    {
        using var command = database.CreateCommand(PostgreSqlTokenTable.Sql(options.Schema, options.Table));

        try
        {
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is
            PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject)
        {
            // IF NOT EXISTS does not keep two from creating it at the same time. The other one has, or its row type
            // (42710) of the same name.
        }
    }

    // Nobody waits for it, because its outcome changes nothing for the caller, and a failure is made good by the next
    // one.
    private void SweepIfDue()
    {
        var (now, due) = (time.GetTimestamp(), Volatile.Read(ref _sweepDueAt));
        var next = now + (long)(BetweenSweeps.TotalSeconds * time.TimestampFrequency);

        if (now >= due && Interlocked.CompareExchange(ref _sweepDueAt, next, due) == due)
        {
            _ = SweepAsync();
        }
    }

    private async Task SweepAsync()
    {
        using var command = database.CreateCommand($"DELETE FROM {_table} WHERE updated_at < now() - $1");
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.RefreshTokenLifetime });
        await ((Task)command.ExecuteNonQueryAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
