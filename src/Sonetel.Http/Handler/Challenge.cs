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
        var rest = parameters.AsSpan();

        while (!rest.IsEmpty)
        {
            rest = rest.TrimStart(" \t,");
            var equals = rest.IndexOf('=');

            if (equals < 0)
            {
                return null;
            }

            var name = rest[..equals].Trim();
            rest = rest[(equals + 1)..].TrimStart();
            var quoted = !rest.IsEmpty && rest[0] == '"';
            var end = quoted ? rest[1..].IndexOf('"') + 1 : rest.IndexOfAny(',', ' ');
            end = end <= 0 ? rest.Length : end;
            var value = quoted ? rest[1..Math.Max(end, 1)] : rest[..end];

            if (name.Equals("error", StringComparison.OrdinalIgnoreCase))
            {
                return value.ToString();
            }

            rest = rest[Math.Min(end + (quoted ? 1 : 0), rest.Length)..];
        }

        return null;
    }
}
