namespace Sonetel.Http;

/// <summary>What each grant needs to sign in with, and what to write where it is missing.</summary>
internal static class CredentialRules
{
    public static IEnumerable<string> Failures(SonetelAuthOptions options) => Missing(options, options.GrantType).Concat(Client(options)).Concat(Scope(options)).Concat(Basic(options));

    /// <summary>What a request lacks for a grant that is perhaps not the account's own, or nothing.</summary>
    public static string? Lacking(SonetelAuthOptions options, GrantType grant, TokenRequest? request) => grant switch
    {
        GrantType.Password or GrantType.ClientCredentials or GrantType.RefreshToken => Missing(options, grant, request).FirstOrDefault(),
        _ => $"no token is got with GrantType {grant}; write Password, ClientCredentials or RefreshToken.",
    };

    private static IEnumerable<string> Missing(SonetelAuthOptions options, GrantType grant, TokenRequest? request = null)
    {
        (string Option, string Parameter, string? Value, string Instead)[] needs = grant switch
        {
            GrantType.Password => [(nameof(options.Username), "username", options.Username?.Trim(), "the user's login"), (nameof(options.Password), "password", options.Password, "the user's password")],
            GrantType.Basic => [(nameof(options.Username), "username", options.Username?.Trim(), "the user's login or the token's id"), (nameof(options.Password), "password", options.Password, "the password or the token")],
            GrantType.ClientCredentials => [(nameof(options.ClientId), "client_id", options.ClientId, "the client's id"), (nameof(options.ClientSecret), "client_secret", options.ClientSecret, "the client's secret")],
            GrantType.RefreshToken => [(nameof(options.ClientId), "client_id", options.ClientId, "the client's id"), (nameof(options.RefreshToken), "refresh_token", options.RefreshToken, "the refresh token that the user was given")],
            _ => [],
        };

        return needs
            .Where(need => string.IsNullOrEmpty(need.Value) && request?.Parameters.ContainsKey(need.Parameter) is not true)
            .Select(need => $"{need.Option} is missing; write {need.Instead}, or choose another GrantType than {grant}.");
    }

    private static IEnumerable<string> Client(SonetelAuthOptions options)
    {
        // Sonetel's own, which nobody wrote, is no sign of one that was forgotten.
        if (string.IsNullOrEmpty(options.ClientId) && options.ClientSecret is { Length: > 0 } secret && secret != SonetelDefaults.ClientId)
        {
            yield return "ClientSecret is there without a ClientId, so it would not be sent; write the client's id, or take the secret away.";
        }
    }

    // Moov answers a request without a scope with 422; elsewhere none at all may be right, but a blank one never is.
    private static IEnumerable<string> Scope(SonetelAuthOptions options)
    {
        if (options.GrantType is GrantType.ClientCredentials && (options.Scope is { } scope ? string.IsNullOrWhiteSpace(scope) : IsMoov(options.TokenEndpoint)))
        {
            yield return "Scope is empty; write the scopes that the token is for, such as '/accounts.read /accounts.write'.";
        }
    }

    private static bool IsMoov(Uri? endpoint) => endpoint is { IsAbsoluteUri: true, Host: "api.moov.io" };

    private static IEnumerable<string> Basic(SonetelAuthOptions options)
    {
        if (options is { BasicEncoding: BasicEncoding.Raw, ClientAuthentication: ClientAuthentication.BasicHeader, ClientId: { } id } && id.Contains(':', StringComparison.Ordinal))
        {
            yield return "ClientId holds a ':', which raw Basic cannot carry; set BasicEncoding to FormUrlEncoded or ClientAuthentication to RequestBody.";
        }

        if (options.GrantType is not GrantType.Basic)
        {
            yield break;
        }

        if (options.Username?.Contains(':', StringComparison.Ordinal) ?? false)
        {
            yield return "Username holds a ':', which HTTP Basic cannot carry (RFC 7617 §2); write the user name or token id alone.";
        }

        foreach (var (option, value) in new[] { (nameof(options.Username), options.Username), (nameof(options.Password), options.Password) }.Where(option => HeaderRules.HoldsControl(option.Item2)))
        {
            yield return $"{option} holds a line break or another control character, often left by copying; remove it.";
        }
    }
}
