using System.Net;

namespace Sonetel.Http;

/// <summary>What an account may renew its token with, and when a refresh token is dead. Pure functions of their parameters.</summary>
internal static class RenewalRules
{
    public static string? RefreshTokenFor(RenewalContext order, TokenSet? known) => order.Request switch
    {
        { RefreshToken: { } asked } => asked,
        { GrantType: not (null or GrantType.RefreshToken) } => null,
        { GrantType: null } when order.Account.CanSignIn => null,
        _ when known is null => order.Account.Options.RefreshToken,
        // The configured one is a beginning: once used, an account that can sign in does not try it again.
        _ => known.RefreshToken ?? (order.Account.CanSignIn ? null : order.Account.Options.RefreshToken),
    };

    public static Grant SignIn(RenewalContext order)
    {
        var type = order.Request?.GrantType ?? order.Account.Options.GrantType;

        if (CredentialRules.Lacking(order.Account.Options, type, order.Request) is { } lacking)
        {
            throw new SonetelAuthException($"{AccountName.Describe(order.Account.Name)}: {lacking}");
        }

        return type is GrantType.RefreshToken ? Grant.Refresh(order.Account.Options.RefreshToken ?? order.Request!.Parameters["refresh_token"], order.Request) : Grant.SignIn(type, order.Request);
    }

    /// <summary>Whether signing in may follow a refresh token that is dead, or perhaps spent.</summary>
    /// <remarks>
    /// An account that has nothing but its refresh token tries it again after the back-off when the outcome is unknown: if it was spent, the account is
    /// lost either way, and if it was not, a minute without network must not cost the user a new sign-in. A dead one gives way to the configured one.
    /// </remarks>
    public static bool MaySignIn(RenewalContext order, string refreshToken, SonetelAuthException e) =>
        order.Request is null
        && (order.Account.CanSignIn || (IsDead(e) && order.Account.Options.RefreshToken is { } configured && configured != refreshToken));

    /// <summary>By the error code, not the status alone: Spring answers a dead refresh token with 401 <c>invalid_token</c> or <c>unauthorized</c>, league up to 8 with
    /// 401 <c>invalid_request</c>, Moov with a 422 that has no code.</summary>
    public static bool IsDead(SonetelAuthException e) =>
        e.Error is "invalid_grant" or "invalid_token" or "unauthorized"
        || e is { Error: "invalid_request", TokenEndpointStatusCode: HttpStatusCode.Unauthorized }
        || (e.TokenEndpointStatusCode is HttpStatusCode.UnprocessableEntity && e.Error is null);

    public static SonetelAuthException LockNeeded(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: the token store cannot be locked, and without its lock another process may spend the same refresh token.")
    {
        IsTransient = true,
    };
}
