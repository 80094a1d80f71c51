namespace Sonetel.Http.PostgreSql;

/// <summary>The table of a token store in PostgreSQL.</summary>
public static class PostgreSqlTokenTable
{
    /// <summary>Returns the statement that creates the table, for a migration.</summary>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="table">The name of the table.</param>
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
