namespace Sonetel.Http;

/// <summary>Creates the grant of a token request that a caller makes for itself.</summary>
internal static class OwnGrant
{
    /// <exception cref="SonetelAuthException">The request lacks a parameter; the message names it.</exception>
    public static Grant Of(AccountSettings account, TokenRequest request)
    {
        var type = request.GrantType ?? account.Options.GrantType;
        type = request.GrantType is null && request.RefreshToken is not null ? GrantType.RefreshToken : type;
        var refreshToken = request.RefreshToken ?? request.Parameters.AsReadOnly().GetValueOrDefault("refresh_token");

        // The account's refresh token is never used for a caller, because it might not work for the account afterwards.
        if (type is GrantType.RefreshToken && string.IsNullOrEmpty(refreshToken))
        {
            throw Lacking(account, "a TokenRequest with GrantType RefreshToken needs a RefreshToken; "
                + "call CreateTokenAsync() without a request to renew the account's token.");
        }

        if (type is GrantType.RefreshToken)
        {
            return Grant.Refresh(refreshToken!, request);
        }

        return CredentialRules.Lacking(account.Options, type, request) is { } lacking
            ? throw Lacking(account, lacking)
            : Grant.SignIn(type, request);
    }

    private static SonetelAuthException Lacking(AccountSettings account, string what) =>
        new($"{AccountName.Describe(account.Name)}: {what}");
}
