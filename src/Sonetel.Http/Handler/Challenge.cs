namespace Sonetel.Http;

/// <summary>Reads from a 401's challenge whether another token could help (RFC 6750 §3.1).</summary>
internal static class Challenge
{
    /// <summary>Whether the token may do too little, or the request is malformed: a new token would be refused as well.</summary>
    public static bool RulesOutRenewal(HttpResponseMessage response)
    {
        foreach (var challenge in response.Headers.WwwAuthenticate)
        {
            if (challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) && Error(challenge.Parameter) is "insufficient_scope" or "invalid_request")
            {
                return true;
            }
        }

        return false;
    }

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
