using System.Net;

namespace Sonetel.Http;

/// <summary>Reads from a response whether it refuses the token, and whether another token could help.</summary>
internal static class Refusals
{
    /// <summary>Asks the user's own function about a response, and makes a 401 of one that hides a refusal.</summary>
    public static async ValueTask<HttpResponseMessage> UncoverAsync(
        bool async, HttpResponseMessage response, Func<HttpResponseMessage, Ct, ValueTask<bool>> isRefusal, Ct ct)
    {
        try
        {
            var asking = isRefusal(response, ct);
            var refuses = async ? await asking.ConfigureAwait(false) : asking.AsTask().GetAwaiter().GetResult();

            if (refuses)
            {
                // The phrase is that of the status, unless the server wrote one of its own.
                (response.StatusCode, response.ReasonPhrase) = (HttpStatusCode.Unauthorized, null);
            }

            return response;
        }
        catch
        {
            // The caller never sees it: nobody else gives its connection back.
            response.Dispose();
            throw;
        }
    }

    /// <summary>Whether the token may do too little, or the request is malformed, so that a new token would be refused
    /// as well.</summary>
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

    /// <summary>Whether the token was looked at and taken. Who is throttled, forbidden or met by a fault may not have
    /// had it looked at.</summary>
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

    // A token, or a quoted string in which a backslash takes the next character along (RFC 9110 §5.6.4).
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
