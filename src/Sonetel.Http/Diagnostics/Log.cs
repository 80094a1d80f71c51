using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>
/// All log messages of the library. An endpoint's error description may name the user, so it is logged at Debug only.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Account '{Account}' received a token by {Grant} for {Lifetime}.", EventName = "TokenAcquired")]
    public static partial void TokenAcquired(ILogger logger, string account, string grant, TimeSpan lifetime);

    /// <param name="logger">The logger.</param>
    /// <param name="level">Warning if an incident begins or becomes worse, otherwise Debug.</param>
    /// <param name="account">The account.</param>
    /// <param name="situation">Whether the account still has a usable token.</param>
    /// <param name="backoff">The time until the next try.</param>
    /// <param name="reason">The failure's message.</param>
    [LoggerMessage(EventId = 2, Message = "Account '{Account}' could not renew its token and {Situation}; the next try is in {Backoff}. {Reason}", EventName = "TokenRequestFailed")]
    public static partial void TokenRequestFailed(
        ILogger logger, LogLevel level, string account, string situation, TimeSpan backoff, string reason);

    [LoggerMessage(3, LogLevel.Debug, "Account '{Account}': the token endpoint responded with {Status} ({Error}): {Description}", EventName = "TokenErrorResponse")]
    public static partial void TokenErrorResponse(
        ILogger logger, string account, int status, string error, string description);

    [LoggerMessage(4, LogLevel.Information, "Account '{Account}' could not use its refresh token ({Reason}) and signs in again.", EventName = "RefreshTokenGivenUp")]
    public static partial void RefreshTokenGivenUp(ILogger logger, string account, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Account '{Account}': a new token was refused with 401. No 401 starts a renewal for {Backoff}.", EventName = "NewTokenRefused")]
    public static partial void NewTokenRefused(ILogger logger, string account, TimeSpan backoff);

    [LoggerMessage(6, LogLevel.Warning, "A request to {Host} is sent without a token, because the host is not in AllowedHosts of account '{Account}' or the address is not https.", EventName = "HostNotAllowed")]
    public static partial void HostNotAllowed(ILogger logger, string host, string account);

    [LoggerMessage(7, LogLevel.Warning, "The token store cannot be {Operation}; this process continues without it until it can.", EventName = "TokenStoreUnreachable")]
    public static partial void TokenStoreUnreachable(ILogger logger, string operation, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "The token store can be {Operation} again.", EventName = "TokenStoreReachable")]
    public static partial void TokenStoreReachable(ILogger logger, string operation);

    [LoggerMessage(9, LogLevel.Information, "Account '{Account}' has new options.", EventName = "OptionsChanged")]
    public static partial void OptionsChanged(ILogger logger, string account);

    [LoggerMessage(10, LogLevel.Warning, "The tokens of account '{Account}' could not be revoked while the host stopped.", EventName = "RevocationFailed")]
    public static partial void RevocationFailed(ILogger logger, string account, Exception exception);

    [LoggerMessage(11, LogLevel.Warning, "The token store's value for '{Key}' cannot be read, and is left unchanged.", EventName = "StoredTokensUnreadable")]
    public static partial void StoredTokensUnreadable(ILogger logger, string key, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "Account '{Account}' has new options that are invalid, and keeps the previous ones: {Reason}", EventName = "OptionsRefused")]
    public static partial void OptionsRefused(ILogger logger, string account, string reason);

    [LoggerMessage(13, LogLevel.Warning, "A request to {Host} is sent without a token, because account '{Account}' allows that host, but not its port {Port}. To allow it, add \"{Entry}\" to AllowedHosts.", EventName = "PortNotAllowed")]
    public static partial void PortNotAllowed(ILogger logger, string host, string account, int port, string entry);

    [LoggerMessage(14, LogLevel.Warning, "The tokens of account '{Account}' are revoked when this host stops (RevokeOnStop), and its store may be shared: other processes then lose their token and sign in again.", EventName = "RevokesSharedTokens")]
    public static partial void RevokesSharedTokens(ILogger logger, string account);

    [LoggerMessage(15, LogLevel.Information, "Account '{Account}' could renew its token again.", EventName = "TokenRequestsRecovered")]
    public static partial void TokenRequestsRecovered(ILogger logger, string account);

    [LoggerMessage(16, LogLevel.Information, "Account '{Account}': another process began to renew the token, but has not updated its claim for {Silence}. This process renews the token instead.", EventName = "AbandonedClaimFound")]
    public static partial void AbandonedClaimFound(ILogger logger, string account, TimeSpan silence);

    [LoggerMessage(17, LogLevel.Warning, "Account '{Account}': the token store rejects each write, although the row does not change. This process continues without the store. Check its SetAsync.", EventName = "ClaimsRejected")]
    public static partial void ClaimsRejected(ILogger logger, string account);
}
