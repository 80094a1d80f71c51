using System.Net;

namespace Sonetel.Http;

/// <summary>
/// Creates the exceptions of failed token requests. Their messages say what to change. They contain nothing that was
/// sent, and of the response only the error code and a description that names no user.
/// </summary>
internal static class TokenRequestErrors
{
    // Parameters may be common words such as "yes", which must not be redacted from a description.
    private const int ShortestSecret = 6;

    public static Redaction Redaction(AccountSettings account, string? token, TokenRequest? request = null)
    {
        var options = account.Options;
        var sentAlong = options.ParametersOrDefault.Values
            .Concat(options.TokenRequestHeadersOrNone.Values)
            .Concat(request?.Parameters.Values ?? [])
            .Where(value => value?.Length >= ShortestSecret);
        var client = Client(options);
        return new Redaction(
            options.Username,
            [options.Username, options.Password, options.RefreshToken, token, .. client, .. sentAlong]);
    }

    public static SonetelAuthException Refused(
        AccountSettings account,
        Uri endpoint,
        Grant? grant,
        HttpResponseMessage response,
        ErrorResponse error,
        DateTimeOffset now)
    {
        var status = response.StatusCode;
        var isTransient = (int)status is 408 or 425 or 429 or >= 500
            || error.Error is "temporarily_unavailable" or "server_error";
        var code = error.Error is null ? string.Empty : $" {error.Error}";
        var sentence = error.Sentence is null ? string.Empty : $" ({error.Sentence})";
        var advice = isTransient ? "." : TokenRequestAdvice.For(account.Options, grant, status, error);
        var message = $"{Where(account, endpoint)} responded with {(int)status}{code}{sentence}{advice}";
        return new SonetelAuthException(message)
        {
            Error = error.Error,
            ErrorDescription = error.Description,
            TokenEndpointStatusCode = status,
            IsTransient = isTransient,
            RetryAfter = RetryAfter(response, now),
            Outcome = OutcomeOf((int)status, isTransient),
        };
    }

    public static SonetelAuthException Malformed(
        AccountSettings account, string fault, HttpStatusCode status = HttpStatusCode.OK) =>
        new($"{Where(account, account.Options.TokenEndpoint)} issued no token: its response {fault}. "
            + "Check TokenEndpoint, and whether a proxy responds in its place.")
        {
            TokenEndpointStatusCode = status,
            IsTransient = true,
            Outcome = TokenRequestOutcome.Unknown,
        };

    public static SonetelAuthException TimedOut(AccountSettings account, Uri endpoint, TimeSpan limit, bool isSent)
    {
        var which = limit == account.Options.TokenRequestTimeout ? $"TokenRequestTimeout ({limit})" : $"{limit}";
        return new SonetelAuthException(
            $"{Where(account, endpoint)} did not respond within {which}.", new TimeoutException())
        {
            IsTransient = true,
            Outcome = isSent ? TokenRequestOutcome.Unknown : TokenRequestOutcome.NotSent,
        };
    }

    public static SonetelAuthException NoResponse(AccountSettings account, Uri endpoint, Exception cause, bool isSent)
    {
        var error = (cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        var what = error is HttpRequestError.Unknown ? cause.GetType().Name : error.ToString();
        var advice = error is HttpRequestError.SecureConnectionError
            ? $" {TokenRequestAdvice.Certificate}"
            : string.Empty;
        return new SonetelAuthException($"{Where(account, endpoint)} did not respond: {what}.{advice}", cause, error)
        {
            IsTransient = true,
            Outcome = isSent && !IsBeforeSending(error) ? TokenRequestOutcome.Unknown : TokenRequestOutcome.NotSent,
        };
    }

    private static bool IsBeforeSending(HttpRequestError error) => error
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    // After a 502 or 504, the refresh token may or may not have been used; the same is assumed of uncommon 5xx codes.
    private static TokenRequestOutcome OutcomeOf(int status, bool isTransient) => status switch
    {
        429 => TokenRequestOutcome.Throttled,
        500 or 501 or 503 => TokenRequestOutcome.Unavailable,
        >= 500 => TokenRequestOutcome.Unknown,
        _ => isTransient ? TokenRequestOutcome.Unavailable : TokenRequestOutcome.Refused,
    };

    // Sonetel's client is public, and its secret is the same as its id, which Sonetel's messages may contain.
    private static string?[] Client(SonetelAuthOptions options) => options switch
    {
        { ClientId: { } id, ClientSecret: { } secret } when id != secret =>
            [secret, BasicCredentials.Create(id, secret, options.BasicEncoding).Parameter],
        _ => [],
    };

    private static string Where(AccountSettings account, Uri endpoint) =>
        $"{AccountName.Describe(account.Name)}: the endpoint at {endpoint.Host}";

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
