using System.Net;

namespace Sonetel.Http;

/// <summary>Names the options to check after a refusal.</summary>
internal static class TokenRequestAdvice
{
    public const string Certificate =
        "Its certificate is not trusted here, or a client certificate is required: "
        + "check TokenEndpoint, or configure certificates on TokenClient.";

    /// <summary>Returns the advice, which continues the sentence of an exception's message.</summary>
    /// <param name="options">The account's options.</param>
    /// <param name="grant">The request's grant; <see langword="null"/> for a revocation.</param>
    /// <param name="status">The response's status.</param>
    /// <param name="error">The response's content.</param>
    public static string For(SonetelAuthOptions options, Grant? grant, HttpStatusCode status, ErrorResponse error)
    {
        if (grant is null)
        {
            return ". Check RevocationEndpoint, RevocationFormat, ClientId and ClientSecret.";
        }

        return (error.Error, (int)status) switch
        {
            (_, >= 300 and < 400) =>
                ", a redirect, which is not followed with credentials. Set TokenEndpoint to the final address.",
            (_, 415) => $". It does not read bodies in the format {options.RequestFormat}: set another RequestFormat.",
            ("invalid_request" or "unsupported_grant_type" or null, 400 or 422) when MayBeUnreadable(options, error) =>
                $". It may not read bodies in the format {options.RequestFormat}: set RequestFormat, "
                    + "to FormUrlEncoded for most endpoints.",
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
        // The 401 of Spring may refuse the user, the client or the refresh token.
        var client = status is HttpStatusCode.Unauthorized && IsAmbiguous(options)
            ? $" The client may also be the cause{Client(options)}"
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
        ? ". Check ClientSecret, then BasicEncoding: ClientId or ClientSecret contains characters that "
            + $"{nameof(BasicEncoding.FormUrlEncoded)} and {nameof(BasicEncoding.Raw)} encode differently, "
            + $"and {options.BasicEncoding} is set."
        : ". Check ClientId, ClientSecret and ClientAuthentication.";

    private static bool IsAmbiguous(SonetelAuthOptions options) =>
        options is { ClientAuthentication: ClientAuthentication.BasicHeader, ClientId: { } id, ClientSecret: { } secret }
        && BasicCredentials.DependsOnEncoding(id, secret);

    // Spring responds to a body that it cannot read with "Missing grant type", other servers without an error code.
    private static bool MayBeUnreadable(SonetelAuthOptions options, ErrorResponse error) =>
        options.RequestFormat is not TokenRequestFormat.FormUrlEncoded
        && (error.Error is not null
            || error.Description is null
            || error.Description.Contains("grant", StringComparison.OrdinalIgnoreCase));
}
