using System.Text;

namespace Sonetel.Http.PostgreSql;

/// <summary>Validates the options. Unencrypted tokens have to be allowed explicitly.</summary>
internal sealed class PostgreSqlTokenStoreOptionsValidator(ITokenProtector? protector = null)
    : IValidateOptions<PostgreSqlTokenStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgreSqlTokenStoreOptions options)
    {
        var account = string.IsNullOrEmpty(name) ? "The default account" : $"Account '{name}'";
        var fault = Fault(options);
        return fault is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"{account}: {fault}");
    }

    private string? Fault(PostgreSqlTokenStoreOptions options)
    {
        if (!IsName(options.Schema) || !IsName(options.Table))
        {
            return "Schema and Table must be names of 1 to 63 bytes (UTF-8) without quotes.";
        }

        if (options.RefreshTokenLifetime <= TimeSpan.Zero)
        {
            return "RefreshTokenLifetime must be positive; it is how long a row is kept after its last write.";
        }

        if (options.EncryptionKeys.Count > 0)
        {
            return KeyFault(options.EncryptionKeys);
        }

        return protector is not null || options.StorePlainText
            ? null
            : "UsePostgreSql has no key to encrypt tokens with; add one to EncryptionKeys, register an ITokenProtector,"
                + " or set StorePlainText if everyone who can read the table may use the tokens.";
    }

    private static string? KeyFault(IEnumerable<TokenEncryptionKey> keys)
    {
        try
        {
            _ = new AesGcmTokenProtector(keys);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    // PostgreSQL truncates longer names, so that two tables could become one.
    private static bool IsName(string? name) =>
        name is { Length: > 0 } && Encoding.UTF8.GetByteCount(name) <= 63 && !name.AsSpan().ContainsAny('"', '\0');
}
