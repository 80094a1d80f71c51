using System.Net;

namespace Sonetel.Http;

/// <summary>Decides whether a response refuses the token, and whether a new token could help.</summary>
internal static class Refusals
{
    /// <summary>Changes a response to a 401 if the user's <c>IsRefusal</c> says that it refuses the token.</summary>
    public static async ValueTask<HttpResponseMessage> UncoverAsync(
        bool async, HttpResponseMessage response, Func<HttpResponseMessage, Ct, ValueTask<bool>> isRefusal, Ct ct)
    {
        try
        {
            var asking = isRefusal(response, ct);
            var refuses = async ? await asking.ConfigureAwait(false) : asking.AsTask().GetAwaiter().GetResult();

            if (refuses)
            {
                // Null selects the default phrase of the status.
                (response.StatusCode, response.ReasonPhrase) = (HttpStatusCode.Unauthorized, null);
            }

            return response;
        }
        catch
        {
            // The caller never receives the response, so it is disposed here to free its connection.
            response.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the challenge says that the token lacks a scope or that the request is malformed. A new token would be
    /// refused as well.
    /// </summary>
    public static bool RuleOutRenewal(HttpResponseMessage response)
    {
        foreach (var challenge in response.Headers.WwwAuthenticate)
        {
            var isBearer = challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

            if (isBearer && Error(challenge.Parameter) is "insufficient_scope" or "invalid_request")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the server accepted the token. A response of 403, 429 or 5xx does not show that, because it may precede
    /// the check of the token.
    /// </summary>
    public static bool ShowAcceptance(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests => false,
        _ => status < HttpStatusCode.InternalServerError,
    };

    // The error parameter of a challenge (RFC 6750 §3.1).
    private static string? Error(string? parameters)
    {
        var rest = parameters.AsSpan().TrimStart(" \t,");

        while (rest.IndexOf('=') is >= 0 and var equals)
        {
            var name = rest[..equals].Trim();
            rest = rest[(equals + 1)..].TrimStart();
            var end = EndOfValue(rest);

            if (name.Equals("error", StringComparison.OrdinalIgnoreCase))
            {
                return rest[..end].Trim('"').ToString();
            }

            rest = rest[end..].TrimStart(" \t,");
        }

        return null;
    }

    // The value is a token, or a quoted string in which a backslash escapes the next character (RFC 9110 §5.6.4).
    private static int EndOfValue(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '"')
        {
            return text.IndexOfAny(',', ' ') is >= 0 and var separator ? separator : text.Length;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i + 1;
            }

            i += text[i] == '\\' ? 1 : 0;
        }

        return text.Length;
    }
}
