namespace Sonetel.Http;

/// <summary>What a renewal tells its callers where the endpoint was not asked, or its response was of no use.</summary>
internal static class RenewalErrors
{
    public static SonetelAuthException StoreUnreachable(AccountSettings account, Exception? cause)
    {
        var reason = account.Options.RequireTokenStore
            ? "and RequireTokenStore is set"
            : "and without it another process may spend the same refresh token";
        return new($"{AccountName.Describe(account.Name)}: the token store cannot be reached, {reason}.", cause) { IsTransient = true };
    }

    public static SonetelAuthException RefusedElsewhere(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: another process that shares its tokens was refused by the endpoint at "
        + $"{account.Options.TokenEndpoint.Host}. Check the account's credentials; the other process's log has the reason.");

    public static SonetelAuthException NoRefreshToken(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)} has no refresh token any more: it was revoked or taken back. Set a new RefreshToken.");

    public static SonetelAuthException OutOnArrival(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: the endpoint issued a token that had run out when it arrived. "
        + "Check how long the endpoint takes.")
    {
        IsTransient = true,
    };

    public static SonetelAuthException NoLifetime(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: the endpoint issued a token that is already out.")
    { IsTransient = true };

    public static SonetelAuthException TimedOut(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: no token came within TokenRequestTimeout ({account.Options.TokenRequestTimeout}).",
        new TimeoutException())
    {
        IsTransient = true,
    };

    public static SonetelAuthException Disposed(AccountSettings account) => new(
        $"{AccountName.Describe(account.Name)}: the service provider was disposed, or the account removed.");

    public static SonetelAuthException Unexpected(AccountSettings account, Exception cause) => new(
        $"{AccountName.Describe(account.Name)}: the token request failed before it was sent.", cause)
    { IsTransient = true };
}
