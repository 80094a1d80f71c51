using System.Security.Cryptography;
using System.Text;

namespace Sonetel.Http;

/// <summary>Tells options apart without keeping what is in them.</summary>
internal static class OptionsFingerprint
{
    /// <summary>Changes with whatever decides which token the endpoint would give.</summary>
    /// <remarks>
    /// 64 bits of who, and 16 bits of the secrets: enough to tell a changed password from the old one, too few to find
    /// either by guessing.
    /// </remarks>
    public static string Credentials(SonetelAuthOptions options) =>
        $"{Hash(Who(options))[..16]}{Hash(Secrets(options))[..4]}";

    /// <summary>
    /// The account's key in a store. For an account that can sign in it changes with whatever decides which token it
    /// would get; for one that cannot, only with the endpoint, the client and the refresh token that it began from, so
    /// that nothing else ends its chain.
    /// </summary>
    public static string Key(string account, SonetelAuthOptions options, bool canSignIn)
    {
        var who = canSignIn
            ? Credentials(options)
            : Hash([options.TokenEndpoint?.OriginalString, options.ClientId, options.RefreshToken]);
        return $"{account}@{Hash([who])[..16]}";
    }

    /// <summary>The same with nothing left out, to compare in memory only.</summary>
    public static string CredentialsInFull(SonetelAuthOptions options) => Hash([.. Who(options), .. Secrets(options)]);

    /// <summary>
    /// Changes with any option; of <c>IsRefusal</c>, whose code cannot change at run time, with whether it is there.
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

    // Moov writes the origin of the request into the token, so the headers count.
    private static string?[] Who(SonetelAuthOptions options) =>
    [
        options.GrantType.ToString(), options.TokenEndpoint?.OriginalString, options.Username, options.ClientId, options.Scope,
        "parameters", .. Pairs(options.ParametersOrDefault), "headers", .. Pairs(options.TokenRequestHeadersOrNone),
    ];

    private static string?[] Secrets(SonetelAuthOptions options) =>
        [options.Password, options.ClientSecret, options.RefreshToken];

    private static IEnumerable<string> Pairs(IReadOnlyDictionary<string, string> pairs) =>
        pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new[] { pair.Key, pair.Value });

    private static string Hash(IEnumerable<string?> parts) =>
        Convert.ToHexString(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join('\n', parts.Select(part => part is null ? "-" : $"{part.Length}:{part}")))));
}
