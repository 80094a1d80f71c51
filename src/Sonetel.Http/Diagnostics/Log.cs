using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>All that the library logs. An endpoint's description
/// may name the user, so it stands at Debug only.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Account '{Account}' received a token by {Grant} for {Lifetime}.", EventName = "TokenAcquired")]
    public static partial void TokenAcquired(ILogger logger, string account, string grant, TimeSpan lifetime);

    /// <param name="logger">The log.</param>
    /// <param name="level">A warning where an incident begins, or becomes worse.</param>
    /// <param name="account">The account.</param>
    /// <param name="situation">Whether it has a token all the same.</param>
    /// <param name="reason">What failed.</param>
    /// <param name="backoff">How long no renewal begins.</param>
    [LoggerMessage(EventId = 2, Message = "Account '{Account}' could not renew its token and {Situation}; the next try is in {Backoff}. {Reason}", EventName = "TokenRequestFailed")]
    public static partial void TokenRequestFailed(
        ILogger logger, LogLevel level, string account, string situation, TimeSpan backoff, string reason);

    [LoggerMessage(3, LogLevel.Debug, "Account '{Account}': the token endpoint answered {Status} ({Error}): {Description}", EventName = "TokenErrorAnswer")]
    public static partial void TokenErrorAnswer(
        ILogger logger, string account, int status, string error, string description);

    [LoggerMessage(4, LogLevel.Information, "Account '{Account}' could not use its refresh token ({Reason}) and signs in anew.", EventName = "RefreshTokenGivenUp")]
    public static partial void RefreshTokenGivenUp(ILogger logger, string account, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Account '{Account}': a token that was just received was refused with 401. None is renewed for {Backoff}.", EventName = "NewTokenRefused")]
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

    [LoggerMessage(15, LogLevel.Information, "Account '{Account}' could renew its token again.", EventName = "TokenRequestsRecovered")]
    public static partial void TokenRequestsRecovered(ILogger logger, string account);

    [LoggerMessage(16, LogLevel.Information, "Account '{Account}': another process began to renew the token and has not been heard of for {Silence}. This one goes on in its place.", EventName = "AbandonedClaimFound")]
    public static partial void AbandonedClaimFound(ILogger logger, string account, TimeSpan silence);
}
