namespace Sonetel.Http.PostgreSql;

/// <summary>
/// Keeps tokens in a table. Each read and write is a single statement that needs no session state, so it works with
/// any connection pooler.
/// </summary>
internal sealed class PostgreSqlTokenStore(
    NpgsqlDataSource database, ITokenProtector? protector, PostgreSqlTokenStoreOptions options, TimeProvider time)
    : ITokenStore
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    private readonly string _table = PostgreSqlTokenTable.Quoted(options.Schema, options.Table);
    private long _sweepDueAt = long.MinValue;

    public ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken) =>
        InTableAsync(ct => ReadAsync(key, ct), cancellationToken);

    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken)
    {
        var isTaken = await InTableAsync(ct => WriteAsync(key, tokens, ct), cancellationToken).ConfigureAwait(false);
        _ = SweepIfDueAsync();
        return isTaken;
    }

    private async Task<TokenSet?> ReadAsync(string key, Ct ct)
    {
        using var command = database.CreateCommand($"SELECT tokens FROM {_table} WHERE account = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        var bytes = (byte[]?)await command.ExecuteScalarAsync(ct).ConfigureAwait(false);
        return bytes is null ? null : TokenSetSerializer.Deserialize(key, bytes, protector);
    }

    // Of concurrent writes, the database makes one wait for the other and then evaluates its condition again, so only
    // one of them changes the row. A sweep counts RefreshTokenLifetime from updated_at, which is set into the future if
    // the access token lives longer than that, because the row is not written again before the token expires.
    private async Task<bool> WriteAsync(string key, TokenSet tokens, Ct ct)
    {
        var sql = tokens.Generation == 1
            ? $"INSERT INTO {_table} (account, generation, tokens, updated_at) VALUES ($1, $2, $3, now() + $4) "
                + "ON CONFLICT DO NOTHING"
            : $"UPDATE {_table} SET generation = $2, tokens = $3, updated_at = now() + $4 "
                + "WHERE account = $1 AND generation = $2 - 1";
        using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = tokens.Generation });
        var bytes = TokenSetSerializer.Serialize(key, tokens, protector);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = bytes });
        var ofToken = tokens.AccessToken?.ExpiresAt - tokens.AcquiredAt ?? TimeSpan.Zero;
        var more = ofToken > options.RefreshTokenLifetime ? ofToken : TimeSpan.Zero;
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = more });
        return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false) == 1;
    }

    // The table is created only after a statement failed without it, because an app's role often may not run CREATE
    // TABLE IF NOT EXISTS, even if the table exists.
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
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject)
        {
            // Despite IF NOT EXISTS, two processes may create the table, or its row type of the same name (42710), at
            // the same time. The other process has created it.
        }
    }

    // Not awaited, because the outcome does not matter to the caller; a failed sweep is repeated after an hour.
    private async Task SweepIfDueAsync()
    {
        var (now, due) = (time.GetTimestamp(), Volatile.Read(ref _sweepDueAt));
        var next = now + (long)(BetweenSweeps.TotalSeconds * time.TimestampFrequency);

        if (now < due || Interlocked.CompareExchange(ref _sweepDueAt, next, due) != due)
        {
            return;
        }

        using var command = database.CreateCommand($"DELETE FROM {_table} WHERE updated_at < now() - $1");
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.RefreshTokenLifetime });
        await ((Task)command.ExecuteNonQueryAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
