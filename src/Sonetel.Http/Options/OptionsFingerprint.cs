using System.Security.Cryptography;
using System.Text;

namespace Sonetel.Http;

/// <summary>Hashes options, to compare them without keeping their secrets.</summary>
internal static class OptionsFingerprint
{
    /// <summary>Returns a fingerprint of the options that determine which token the endpoint issues.</summary>
    /// <remarks>
    /// It has 64 bits of the identity and 16 bits of the secrets: enough to detect a changed password, too few
    /// to guess it.
    /// </remarks>
    public static string Credentials(SonetelAuthOptions options) =>
        $"{Hash(Who(options))[..16]}{Hash(Secrets(options))[..4]}";

    /// <summary>
    /// Returns the account's key in a store. The key of an account that can sign in changes with its credentials. The
    /// key of an account that cannot depends only on the endpoint, the client and the configured refresh token, so that
    /// no other change ends its chain of refresh tokens.
    /// </summary>
    public static string Key(string account, SonetelAuthOptions options, bool canSignIn)
    {
        var who = canSignIn
            ? Credentials(options)
            : Hash([options.TokenEndpoint?.OriginalString, options.ClientId, options.RefreshToken]);
        return $"{account}@{Hash([who])[..16]}";
    }

    /// <summary>Like <see cref="Credentials"/>, but with complete hashes; never stored.</summary>
    public static string CredentialsInFull(SonetelAuthOptions options) => Hash([.. Who(options), .. Secrets(options)]);

    /// <summary>
    /// Returns a fingerprint of all options. Of <c>IsRefusal</c> it contains only whether it is set, because its code
    /// cannot change at run time.
    /// </summary>
    public static string Whole(SonetelAuthOptions options) => Hash(
    [
        CredentialsInFull(options),
        options.ClientAuthentication.ToString(), options.RequestFormat.ToString(), options.BasicEncoding.ToString(),
        options.RevocationEndpoint?.OriginalString, $"{options.RevocationFormat}",
        $"{options.RefreshAhead} {options.ExpirySkew} {options.TokenRequestTimeout} {options.DefaultLifetime}",
        $"{options.FailureBackoff} {options.MaxFailureBackoff} {options.RefusalBackoff}",
        $"{options.MaxReplayBufferSize} {options.ExpectContinueForStreams} {options.RequireTokenStore} {options.IsRefusal is null}",
        "request headers", .. Pairs(options.RequestHeadersOrNone),
        "allowed hosts", .. options.AllowedHostsOrDefault,
    ]);

    // The headers are included, because Moov writes the request's Origin into the token.
    private static string?[] Who(SonetelAuthOptions options) =>
    [
        options.GrantType.ToString(), options.TokenEndpoint?.OriginalString, options.Username, options.ClientId, options.Scope,
        "parameters", .. Pairs(options.ParametersOrDefault), "headers", .. Pairs(options.TokenRequestHeadersOrNone),
    ];

    private static string?[] Secrets(SonetelAuthOptions options) =>
        [options.Password, options.ClientSecret, options.RefreshToken];

    private static IEnumerable<string> Pairs(IReadOnlyDictionary<string, string> pairs) =>
        pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new[] { pair.Key, pair.Value });

    // Each part has its length in front, so that no two lists of parts make the same text.
    private static string Hash(IEnumerable<string?> parts)
    {
        var text = string.Join('\n', parts.Select(part => part is null ? "-" : $"{part.Length}:{part}"));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
