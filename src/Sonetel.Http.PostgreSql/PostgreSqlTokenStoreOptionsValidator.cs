using Microsoft.Extensions.Options;

namespace Sonetel.Http.PostgreSql;

/// <summary>Refuses to store tokens unencrypted unless that is asked for by name.</summary>
internal sealed class PostgreSqlTokenStoreOptionsValidator(bool hasProtector) : IValidateOptions<PostgreSqlTokenStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgreSqlTokenStoreOptions options)
    {
        var account = AccountName.Describe(name ?? string.Empty);

        if (options.EncryptionKeys.Count == 0 && !hasProtector && !options.StorePlainText)
        {
            return ValidateOptionsResult.Fail(
                $"{account}: UsePostgreSql has no key to encrypt tokens with; add one to EncryptionKeys, register an ITokenProtector, or set StorePlainText if whoever reads the table may use the tokens.");
        }

        if (TokenEncryptionKey.Fault([.. options.EncryptionKeys]) is { } fault)
        {
            return ValidateOptionsResult.Fail($"{account}: EncryptionKeys cannot be used: {fault}.");
        }

        return IsName(options.Schema) && IsName(options.Table)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{account}: Schema and Table take a name of 1 to 63 characters, without a schema in front or quotes around it.");
    }

    // PostgreSQL cuts longer names off, and two tables would become one.
    private static bool IsName(string? name) => name is { Length: > 0 and <= 63 } && !name.Contains('"', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal);
}
