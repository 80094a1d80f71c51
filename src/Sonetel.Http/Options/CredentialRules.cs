namespace Sonetel.Http;

/// <summary>Validates that the options contain what their grant needs.</summary>
internal static class CredentialRules
{
    public static IEnumerable<string> Failures(SonetelAuthOptions options) =>
        Missing(options, options.GrantType).Concat(Client(options)).Concat(Scope(options)).Concat(Basic(options));

    /// <summary>Returns what a caller's token request lacks for its grant, or null.</summary>
    public static string? Lacking(SonetelAuthOptions options, GrantType grant, TokenRequest? request) => grant switch
    {
        GrantType.Password or GrantType.ClientCredentials or GrantType.RefreshToken =>
            Missing(options, grant, request).FirstOrDefault(),
        _ => $"GrantType {grant} acquires no token; use Password, ClientCredentials or RefreshToken.",
    };

    private static IEnumerable<string> Missing(
        SonetelAuthOptions options, GrantType grant, TokenRequest? request = null) =>
        Needs(options, grant)
            .Where(need => string.IsNullOrEmpty(need.Value))
            .Where(need => request?.Parameters.ContainsKey(need.Parameter) is not true)
            .Select(need => $"{need.Option} is missing; set it to {need.Instead}, "
                + $"or use a GrantType other than {grant}.");

    private static Need[] Needs(SonetelAuthOptions options, GrantType grant)
    {
        var username = options.Username?.Trim();

        return grant switch
        {
            GrantType.Password =>
            [
                new(nameof(options.Username), "username", username, "the user's login"),
                new(nameof(options.Password), "password", options.Password, "the user's password"),
            ],
            GrantType.Basic =>
            [
                new(nameof(options.Username), "username", username, "the user's login or the token's id"),
                new(nameof(options.Password), "password", options.Password, "the password or the token"),
            ],
            GrantType.ClientCredentials when options.ClientAuthentication is ClientAuthentication.None => [ClientId(options)],
            GrantType.ClientCredentials =>
            [
                ClientId(options),
                new(nameof(options.ClientSecret), "client_secret", options.ClientSecret, "the client's secret"),
            ],
            GrantType.RefreshToken =>
            [
                ClientId(options),
                new(
                    nameof(options.RefreshToken),
                    "refresh_token",
                    options.RefreshToken,
                    "the refresh token that was issued to the user"),
            ],
            _ => [],
        };
    }

    private static Need ClientId(SonetelAuthOptions options) =>
        new(nameof(options.ClientId), "client_id", options.ClientId, "the client's id");

    private static IEnumerable<string> Client(SonetelAuthOptions options)
    {
        if (string.IsNullOrEmpty(options.ClientSecret))
        {
            yield break;
        }

        if (options.ClientAuthentication is ClientAuthentication.None)
        {
            yield return "ClientAuthentication is None, so the ClientSecret would not be sent; set ClientSecret to null, "
                + "or ClientAuthentication to BasicHeader or RequestBody.";
        }

        // The default secret is Sonetel's, and was not set by the user.
        if (string.IsNullOrEmpty(options.ClientId) && options.ClientSecret != SonetelDefaults.ClientId)
        {
            yield return "ClientSecret is set without a ClientId, so it would not be sent; "
                + "set ClientId, or remove the secret.";
        }
    }

    // Moov responds to a request without a scope with 422. Other servers may not need a scope, but a blank
    // one is wrong.
    private static IEnumerable<string> Scope(SonetelAuthOptions options)
    {
        if (options.GrantType is not GrantType.ClientCredentials)
        {
            yield break;
        }

        if (options.Scope is { } scope ? string.IsNullOrWhiteSpace(scope) : IsMoov(options.TokenEndpoint))
        {
            yield return "Scope is empty; set it to the token's scopes, such as '/accounts.read /accounts.write'.";
        }
    }

    private static bool IsMoov(Uri? endpoint) => endpoint is { IsAbsoluteUri: true, Host: "api.moov.io" };

    private static IEnumerable<string> Basic(SonetelAuthOptions options)
    {
        var isRaw = options is { BasicEncoding: BasicEncoding.Raw, ClientAuthentication: ClientAuthentication.BasicHeader };

        if (isRaw && (options.ClientId?.Contains(':', StringComparison.Ordinal) ?? false))
        {
            yield return "ClientId contains a ':', which raw Basic cannot carry; "
                + "set BasicEncoding to FormUrlEncoded or ClientAuthentication to RequestBody.";
        }

        if (options.GrantType is not GrantType.Basic)
        {
            yield break;
        }

        if (options.Username?.Contains(':', StringComparison.Ordinal) ?? false)
        {
            yield return "Username contains a ':', which HTTP Basic cannot carry (RFC 7617 §2); "
                + "set it to the user name or token id only.";
        }

        (string Option, string? Value)[] sent =
            [(nameof(options.Username), options.Username), (nameof(options.Password), options.Password)];

        foreach (var (option, _) in sent.Where(part => HeaderRules.HoldsControl(part.Value)))
        {
            yield return $"{option} contains a line break or another control character; remove it.";
        }
    }

    private readonly record struct Need(string Option, string Parameter, string? Value, string Instead);
}
