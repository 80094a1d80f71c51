namespace Sonetel.Http.PostgreSql;

/// <summary>The table that tokens stand in.</summary>
public static class PostgreSqlTokenTable
{
    /// <summary>The statement that creates the table, for those who migrate themselves.</summary>
    /// <param name="schema">The table's schema.</param>
    /// <param name="table">The table.</param>
    public static string Sql(string schema = "public", string table = "sonetel_tokens") =>
        $"""
        CREATE TABLE IF NOT EXISTS {Quoted(schema, table)} (
            account    text        PRIMARY KEY,
            generation bigint      NOT NULL,
            tokens     bytea       NOT NULL,
            updated_at timestamptz NOT NULL DEFAULT now()
        )
        """;

    internal static string Quoted(string schema, string table) => $"\"{schema}\".\"{table}\"";
}
