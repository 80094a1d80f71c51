using System.Net;

namespace Sonetel.Http;

/// <summary>What to check after a refusal, by the options that may be the cause.</summary>
internal static class TokenRequestAdvice
{
    public const string Certificate =
        "Its certificate is not trusted here, or a client certificate is needed: "
        + "check TokenEndpoint, or set up certificates on TokenClient.";

    /// <param name="options">What the request was made with.</param>
    /// <param name="grant">What it asked with; <see langword="null"/> for a revocation.</param>
    /// <param name="status">The response's status.</param>
    /// <param name="error">What the response said.</param>
    public static string For(SonetelAuthOptions options, Grant? grant, HttpStatusCode status, ErrorResponse error)
    {
        if (grant is null)
        {
            return ". The token is forgotten here. Check RevocationEndpoint, RevocationFormat, ClientId and ClientSecret.";
        }

        return (error.Error, (int)status) switch
        {
            (_, >= 300 and < 400) => ", a redirect, which is not followed with credentials. Set TokenEndpoint to the final address.",
            (_, 415) => $". It does not read bodies in the format {options.RequestFormat}: set another RequestFormat.",
            ("invalid_request" or "unsupported_grant_type" or null, 400 or 422) when MayBeUnreadable(options, error) =>
                $". It may not read bodies in the format {options.RequestFormat}: set RequestFormat, to FormUrlEncoded for most endpoints.",
            ("invalid_client" or "unauthorized_client", _) => Client(options),
            ("invalid_scope", _) => ". Check Scope.",
            ("unsupported_grant_type", _) => ". Check GrantType and RequestFormat.",
            ("invalid_request", 400) => ". Check RequestFormat, Scope, Parameters and TokenRequestHeaders.",
            (_, 404 or 405) => ". Check TokenEndpoint.",
            _ => Credentials(options, grant, status),
        };
    }

    private static string Credentials(SonetelAuthOptions options, Grant grant, HttpStatusCode status)
    {
        // Spring tells neither the user from the client nor a refresh token from either by its 401.
        var client = status is HttpStatusCode.Unauthorized && IsAmbiguous(options)
            ? $" It may as well be the client{Client(options)}"
            : string.Empty;

        return grant.Type switch
        {
            GrantType.RefreshToken => ". The refresh token is used, expired or revoked: sign in again, "
                + $"then set a new RefreshToken.{client}",
            GrantType.ClientCredentials => client.Length > 0
                ? Client(options)
                : ". Check ClientId, ClientSecret and Scope.",
            _ => $". Check Username and Password, then ClientId and ClientSecret.{client}",
        };
    }

    private static string Client(SonetelAuthOptions options) => IsAmbiguous(options)
        ? ". Check ClientSecret, then BasicEncoding: ClientId or ClientSecret holds characters that "
            + $"{nameof(BasicEncoding.FormUrlEncoded)} and {nameof(BasicEncoding.Raw)} write differently, "
            + $"and {options.BasicEncoding} is set."
        : ". Check ClientId, ClientSecret and ClientAuthentication.";

    private static bool IsAmbiguous(SonetelAuthOptions options) =>
        options is { ClientAuthentication: ClientAuthentication.BasicHeader, ClientId: { } id, ClientSecret: { } secret }
        && BasicCredentials.DependsOnEncoding(id, secret);

    // Spring says "Missing grant type" of a body that it did not read, others give no code at all.
    private static bool MayBeUnreadable(SonetelAuthOptions options, ErrorResponse error) =>
        options.RequestFormat is not TokenRequestFormat.FormUrlEncoded
        && (error.Error is not null
            || error.Description is null
            || error.Description.Contains("grant", StringComparison.OrdinalIgnoreCase));
}
