using System.Net;

namespace Sonetel.Http;

/// <summary>Puts into words what went wrong at the endpoint, and what to change. Shows nothing of what was sent or answered but the error code.</summary>
internal static class TokenRequestErrors
{
    // Parameters hold words like "yes" too, and a description without its words helps nobody.
    private const int ShortestSecret = 6;

    public static Redaction Redaction(AccountSettings account, string? token, TokenRequest? request = null)
    {
        var options = account.Options;
        var (id, secret) = (options.ClientId, options.ClientSecret);
        // Sonetel's client is public, and its secret is a word that its messages use.
        string?[] client = id == secret || id is null || secret is null ? [] : [secret, BasicCredentials.Create(id, secret, options.BasicEncoding).Parameter];
        var sentAlong = options.ParametersOrDefault.Values.Concat(options.TokenRequestHeadersOrNone.Values).Concat(request?.Parameters.Values ?? []).Where(value => value?.Length >= ShortestSecret);
        return new Redaction(options.Username, [options.Username, options.Password, options.RefreshToken, token, .. client, .. sentAlong]);
    }

    public static SonetelAuthException Refused(AccountSettings account, Uri endpoint, Grant? grant, HttpResponseMessage response, ErrorResponse answer, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        var isTransient = status is 408 or 425 or 429 or >= 500 || answer.Error is "temporarily_unavailable" or "server_error";
        var code = answer.Error is null ? string.Empty : $" {answer.Error}";
        return new SonetelAuthException($"{Where(account, endpoint)} answered {status}{code}{Advice(grant, status, answer.Error, isTransient)}", null, response.StatusCode)
        {
            Error = answer.Error,
            ErrorDescription = answer.Description,
            IsTransient = isTransient,
            RetryAfter = RetryAfter(response, now),
            // A gateway that lost its upstream cannot tell whether a refresh token was spent.
            OutcomeUnknown = response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout,
        };
    }

    public static SonetelAuthException Malformed(AccountSettings account, string fault, HttpStatusCode status = HttpStatusCode.OK) =>
        new($"{Where(account, account.Options.TokenEndpoint)} gave no token: its answer {fault}. Check TokenEndpoint, and whether a proxy answers in its place.", null, status)
        {
            IsTransient = true,
            OutcomeUnknown = true,
        };

    public static SonetelAuthException TimedOut(AccountSettings account, Uri endpoint) =>
        new($"{Where(account, endpoint)} did not answer within TokenRequestTimeout ({account.Options.TokenRequestTimeout}).", new TimeoutException())
        {
            IsTransient = true,
            OutcomeUnknown = true,
        };

    public static SonetelAuthException NoAnswer(AccountSettings account, Uri endpoint, Exception cause) =>
        new($"{Where(account, endpoint)} gave no answer: {Cause(cause)}.", cause, requestError: (cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown)
        {
            IsTransient = true,
            OutcomeUnknown = cause is not HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            },
        };

    private static string Where(AccountSettings account, Uri endpoint) => $"{AccountName.Describe(account.Name)}: the endpoint at {endpoint.Host}";

    private static string Cause(Exception cause) =>
        cause is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } failed ? failed.HttpRequestError.ToString() : cause.GetType().Name;

    private static string Advice(Grant? grant, int status, string? error, bool isTransient) => (error, status) switch
    {
        _ when isTransient => ".",
        _ when grant is null => ". The token is forgotten here. Check RevocationEndpoint, RevocationFormat, ClientId and ClientSecret.",
        (_, >= 300 and < 400) => ", a redirect, which is not followed with credentials. Set TokenEndpoint to the final address.",
        ("invalid_client" or "unauthorized_client", _) => ". Check ClientId, ClientSecret, ClientAuthentication and BasicEncoding.",
        ("invalid_scope", _) => ". Check Scope.",
        ("unsupported_grant_type", _) => ". Check GrantType and RequestFormat.",
        ("invalid_request", 400) => ". Check RequestFormat, Scope, Parameters and TokenRequestHeaders.",
        (_, 404 or 405) => ". Check TokenEndpoint.",
        _ when grant.Type is GrantType.RefreshToken => ". The refresh token is spent or expired: set a new RefreshToken.",
        _ when grant.Type is GrantType.ClientCredentials => ". Check ClientId, ClientSecret and Scope.",
        _ => ". Check Username and Password, then ClientId and ClientSecret.",
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var after = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (response.Headers.Date ?? now),
            _ => (TimeSpan?)null,
        };

        return after < TimeSpan.Zero ? TimeSpan.Zero : after;
    }
}
