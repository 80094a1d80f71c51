using Microsoft.Extensions.Options;

namespace Sonetel.Http.Redis;

/// <summary>Validates the options. Unencrypted tokens have to be allowed explicitly.</summary>
internal sealed class RedisTokenStoreOptionsValidator(ITokenProtector? protector = null)
    : IValidateOptions<RedisTokenStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisTokenStoreOptions options)
    {
        var account = string.IsNullOrEmpty(name) ? "The default account" : $"Account '{name}'";
        var fault = Fault(options);
        return fault is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"{account}: {fault}");
    }

    private string? Fault(RedisTokenStoreOptions options)
    {
        if (options.KeyPrefix is null)
        {
            return "KeyPrefix is null; set it to an empty string for no prefix.";
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
            : "UseRedis has no key to encrypt tokens with; add one to EncryptionKeys, register an ITokenProtector, "
                + "or set StorePlainText if everyone who can read Redis may use the tokens.";
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
}
