using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>All that the library logs. An endpoint's description
/// may name the user, so it stands at Debug only.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Account '{Account}' got a token by {Grant} for {Lifetime}.", EventName = "TokenAcquired")]
    public static partial void TokenAcquired(ILogger logger, string account, string grant, TimeSpan lifetime);

    [LoggerMessage(2, LogLevel.Warning, "{Reason} No token for account '{Account}'; the next try is in {Backoff}.", EventName = "TokenRequestFailed")]
    public static partial void TokenRequestFailed(ILogger logger, string account, string reason, TimeSpan backoff);

    [LoggerMessage(3, LogLevel.Debug, "Account '{Account}': the token endpoint answered {Error}: {Description}", EventName = "TokenErrorAnswer")]
    public static partial void TokenErrorAnswer(ILogger logger, string account, string? error, string? description);

    [LoggerMessage(4, LogLevel.Information, "Account '{Account}' could not use its refresh token ({Reason}) and signs in anew.", EventName = "RefreshTokenGivenUp")]
    public static partial void RefreshTokenGivenUp(ILogger logger, string account, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Account '{Account}': a token that was just got was refused with 401. None is renewed for {Backoff}.", EventName = "NewTokenRefused")]
    public static partial void NewTokenRefused(ILogger logger, string account, TimeSpan backoff);

    [LoggerMessage(6, LogLevel.Warning, "A request to {Host} goes out without a token, because the host is not in AllowedHosts of account '{Account}' or the address is not https.", EventName = "HostNotAllowed")]
    public static partial void HostNotAllowed(ILogger logger, string host, string account);

    [LoggerMessage(7, LogLevel.Warning, "The token store cannot be {Operation}; this process goes on alone until it can.", EventName = "TokenStoreUnreachable")]
    public static partial void TokenStoreUnreachable(ILogger logger, string operation, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "The token store can be {Operation} again.", EventName = "TokenStoreReachable")]
    public static partial void TokenStoreReachable(ILogger logger, string operation);

    [LoggerMessage(9, LogLevel.Information, "Account '{Account}' has new options.", EventName = "OptionsChanged")]
    public static partial void OptionsChanged(ILogger logger, string account);

    [LoggerMessage(10, LogLevel.Warning, "Account '{Account}' could not be revoked while the host stops.", EventName = "RevocationFailed")]
    public static partial void RevocationFailed(ILogger logger, string account, Exception exception);

    [LoggerMessage(11, LogLevel.Warning, "What the token store holds for '{Key}' cannot be used, and is left as it is.", EventName = "StoredTokensUnreadable")]
    public static partial void StoredTokensUnreadable(ILogger logger, string key, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "Account '{Account}' has new options that cannot work, and goes on with those it had: {Reason}", EventName = "OptionsRefused")]
    public static partial void OptionsRefused(ILogger logger, string account, string reason);

    [LoggerMessage(13, LogLevel.Warning, "A request to {Host} goes out without a token, because account '{Account}' allows that host, but not its port {Port}. To allow it, write \"{Entry}\" into AllowedHosts.", EventName = "PortNotAllowed")]
    public static partial void PortNotAllowed(ILogger logger, string host, string account, int port, string entry);

    [LoggerMessage(14, LogLevel.Warning, "Account '{Account}' is revoked when this host stops (RevokeOnStop), and its store may be shared: other processes lose their token then and sign in again.", EventName = "RevokesSharedTokens")]
    public static partial void RevokesSharedTokens(ILogger logger, string account);
}
