using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>
/// Rejects RevokeOnStop for an account that has only a refresh token and a shared store: one stopping process would end
/// the account for all.
/// </summary>
internal sealed class RevokeOnStopRules(RegisteredAccounts accounts) : IValidateOptions<SonetelAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, SonetelAuthOptions options)
    {
        var account = name ?? Microsoft.Extensions.Options.Options.DefaultName;
        var isRevoked = accounts.RevokedOnStop.Contains(account) && accounts.MayShareTokens(account);

        return isRevoked && options.GrantType is GrantType.RefreshToken
            ? ValidateOptionsResult.Fail(
                $"{AccountName.Describe(account)}: RevokeOnStop would revoke the only refresh token of an account whose "
                + "store other processes share, and it could not sign in again; remove RevokeOnStop, or the store.")
            : ValidateOptionsResult.Success;
    }
}
