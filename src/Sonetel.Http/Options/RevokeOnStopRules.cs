using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Refuses to end with one process what a fleet cannot get back: a refresh token that is all an account
/// has.</summary>
internal sealed class RevokeOnStopRules(RegisteredAccounts accounts) : IValidateOptions<SonetelAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, SonetelAuthOptions options)
    {
        var account = name ?? Microsoft.Extensions.Options.Options.DefaultName;
        var isRevoked = accounts.RevokedOnStop.Contains(account) && accounts.MayShareTokens(account);

        return isRevoked && options.GrantType is GrantType.RefreshToken
            ? ValidateOptionsResult.Fail(
                $"{AccountName.Describe(account)}: RevokeOnStop would revoke the only refresh token of an "
                + "account whose store other processes "
                + "share, and it could not sign in again; remove RevokeOnStop, or the store.")
            : ValidateOptionsResult.Success;
    }
}
