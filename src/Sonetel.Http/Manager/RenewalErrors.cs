namespace Sonetel.Http;

/// <summary>The failures of renewals that did not call the endpoint, or could not use its response.</summary>
internal static class RenewalErrors
{
    public static SonetelAuthException StoreUnreachable(AccountSettings account, Exception? cause)
    {
        var reason = account.Options.RequireTokenStore
            ? "and RequireTokenStore is set"
            : "and without it another process may use the same refresh token";
        var message = $"{AccountName.Describe(account.Name)}: the token store cannot be reached, {reason}.";
        return new(message, cause) { IsTransient = true };
    }

    public static SonetelAuthException RefusedElsewhere(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: another process that shares its tokens was refused by the endpoint at "
        + $"{account.Options.TokenEndpoint.Host}. Check the account's credentials; "
        + "the other process's log has the reason.");

    public static SonetelAuthException NoRefreshToken(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)} no longer has a refresh token: it was revoked or withdrawn. "
        + "Set a new RefreshToken.");

    public static SonetelAuthException OutOnArrival(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: the endpoint issued a token that had expired when it arrived. "
        + "Check how long the endpoint takes to respond.")
    {
        IsTransient = true,
    };

    public static SonetelAuthException NoLifetime(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: the endpoint issued a token that has already expired.")
    { IsTransient = true };

    public static SonetelAuthException TimedOut(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: no token was received within TokenRequestTimeout "
        + $"({account.Options.TokenRequestTimeout}).",
        new TimeoutException())
    {
        IsTransient = true,
    };

    public static SonetelAuthException Disposed(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: the service provider was disposed, or the account was removed.");

    public static SonetelAuthException Unexpected(AccountSettings account, Exception cause) => new(
        $"{AccountName.Describe(account.Name)}: the token request failed before it was sent.", cause)
    { IsTransient = true };
}
