using System.Collections.Frozen;

namespace Sonetel.Http;

/// <summary>
/// The codes of RFC 6749 §5.2, RFC 6750 §3.1 and RFC 7009 §2.2.1, and those that Spring and league add.
/// </summary>
internal static class KnownErrorCodes
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
        "access_denied", "server_error", "temporarily_unavailable", "invalid_token", "insufficient_scope", "unsupported_token_type",
        "unauthorized", "invalid_credentials", "method_not_allowed",
    ]);

    /// <summary>
    /// Returns the <c>error.type</c> tag of a failure. It is a known code or <c>_OTHER</c>, so that the set of
    /// values is closed.
    /// </summary>
    public static string TypeOf(SonetelAuthException failure) =>
        failure.Error is { } code && IsKnown(code) ? code : ErrorTypes.Other;

    public static bool IsKnown(string error) => Known.Contains(error);
}
