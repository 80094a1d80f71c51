using System.Data.Common;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The README's store.</summary>
internal sealed class SqlTokenStore(DbDataSource database, ITokenProtector? protector) : ITokenStore
{
    private const string Read = "SELECT tokens FROM my_tokens WHERE account = @account";

    private const string First = """
        INSERT INTO my_tokens (account, generation, tokens) VALUES (@account, @generation, @tokens)
        ON CONFLICT (account) DO NOTHING
        """;

    private const string Next = """
        UPDATE my_tokens SET generation = @generation, tokens = @tokens
        WHERE account = @account AND generation = @generation - 1
        """;

    public async ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken)
    {
        await using var command = Command(Read, ("account", key));
        var bytes = (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
        return bytes is null ? null : TokenSetSerializer.Deserialize(key, bytes, protector);
    }

    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken)
    {
        var bytes = TokenSetSerializer.Serialize(key, tokens, protector);
        var sql = tokens.Generation == 1 ? First : Next;
        await using var command = Command(
            sql, ("account", key), ("generation", tokens.Generation), ("tokens", bytes));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private DbCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = database.CreateCommand(sql);

        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
