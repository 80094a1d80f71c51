using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Sonetel.Http.PostgreSql;

/// <summary>Tokens in a table, each read and write one statement, and a lock that the database holds for as long as its connection lives.</summary>
internal sealed class PostgreSqlTokenStore(
    NpgsqlDataSource database,
    AdvisoryLocks locks,
    TokenSetCodec codec,
    PostgreSqlTokenStoreOptions options,
    ILogger<PostgreSqlTokenStore> logger) : ITokenStore
{
    // Any constant will do, if all who create the table use the same.
    private const long CreationLock = 0x536F6E6574656C;

    private const long NoGeneration = -1;

    private readonly string _table = PostgreSqlTokenTable.Quoted(options.Schema, options.Table);
    private readonly ConcurrentDictionary<string, long> _unreadable = new(StringComparer.Ordinal);
    private volatile bool _isCreated = !options.CreateTable;

    public ValueTask<TokenSet?> GetAsync(string account, CancellationToken cancellationToken) => InTableAsync(ct => ReadAsync(account, ct), cancellationToken);

    public ValueTask<bool> SetAsync(string account, TokenSet tokens, CancellationToken cancellationToken) => InTableAsync(ct => WriteAsync(account, tokens, ct), cancellationToken);

    public async ValueTask RemoveAsync(string account, CancellationToken cancellationToken) => await InTableAsync(ct => DeleteAsync(account, ct), cancellationToken).ConfigureAwait(false);

    public ValueTask<IAsyncDisposable> LockAsync(string account, CancellationToken cancellationToken) => locks.EnterAsync($"{_table} {account}", cancellationToken);

    private async ValueTask<T> InTableAsync<T>(Func<Ct, Task<T>> call, Ct ct)
    {
        await CreateTableAsync(ct).ConfigureAwait(false);

        try
        {
            return await call(ct).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable && options.CreateTable)
        {
            // A backup from before it was made has been restored meanwhile.
            _isCreated = false;
            await CreateTableAsync(ct).ConfigureAwait(false);
            return await call(ct).ConfigureAwait(false);
        }
    }

    private async Task<TokenSet?> ReadAsync(string account, Ct ct)
    {
        using var command = database.CreateCommand($"SELECT tokens, generation FROM {_table} WHERE account = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);

        if (!await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            return null;
        }

        var tokens = codec.Read(account, reader.GetFieldValue<byte[]>(0));

        if (tokens is null)
        {
            _unreadable[account] = reader.GetInt64(1);
            Log.StoredTokensUnreadable(logger, account);
        }
        else
        {
            _unreadable.TryRemove(account, out _);
        }

        return tokens;
    }

    // A process that lost its lock comes with a generation that is no longer later, and writes nothing. What nobody here can read counts as absent, its generation too.
    private async Task<bool> WriteAsync(string account, TokenSet tokens, Ct ct)
    {
        using var command = database.CreateCommand(
            $"""
            INSERT INTO {_table} AS held (account, generation, tokens) VALUES ($1, $2, $3)
            ON CONFLICT (account) DO UPDATE SET generation = EXCLUDED.generation, tokens = EXCLUDED.tokens, updated_at = now()
            WHERE held.generation < EXCLUDED.generation OR held.generation = $4
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = tokens.Generation });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = codec.Write(account, tokens), NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _unreadable.GetValueOrDefault(account, NoGeneration) });
        var isTaken = await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false) == 1;

        if (isTaken)
        {
            _unreadable.TryRemove(account, out _);
        }

        return isTaken;
    }

    private async Task<int> DeleteAsync(string account, Ct ct)
    {
        using var command = database.CreateCommand($"DELETE FROM {_table} WHERE account = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    // CREATE TABLE IF NOT EXISTS fails when two run at once (a unique violation in pg_type), so they take turns.
    private async ValueTask CreateTableAsync(Ct ct)
    {
        if (_isCreated)
        {
            return;
        }

        if (!await ExistsAsync(ct).ConfigureAwait(false))
        {
            using var command = database.CreateCommand($"SELECT pg_advisory_xact_lock({CreationLock}); {PostgreSqlTokenTable.Sql(options.Schema, options.Table)}");
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }

        _isCreated = true;
    }

    // CREATE TABLE IF NOT EXISTS asks for the right to create before it looks whether there is anything to create, and an app's role seldom has it.
    private async Task<bool> ExistsAsync(Ct ct)
    {
        using var command = database.CreateCommand("SELECT to_regclass($1) IS NOT NULL");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _table });
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is true;
    }
}
