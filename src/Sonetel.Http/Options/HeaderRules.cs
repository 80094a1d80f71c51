namespace Sonetel.Http;

/// <summary>What may stand in a configured header or parameter, so that none can inject another.</summary>
internal static class HeaderRules
{
    public static bool HoldsControl(string? value) => value is not null && value.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0;

    public static IEnumerable<string> Failures(SonetelAuthOptions options)
    {
        foreach (var (option, headers) in new[] { ("TokenRequestHeaders", options.TokenRequestHeadersOrNone), ("RequestHeaders", options.RequestHeadersOrNone) })
        {
            foreach (var name in headers.Where(header => !IsHeader(header.Key, header.Value)).Select(header => header.Key))
            {
                yield return $"{option} holds '{Printable(name)}', which is no request header, or has a line break or a character beyond ASCII in its value; write a name such as 'Origin' and a value in one line.";
            }
        }

        foreach (var name in options.ParametersOrDefault.Keys.Where(name => name.Length == 0 || HoldsControl(name) || name.Contains('"', StringComparison.Ordinal)))
        {
            yield return $"Parameters holds '{Printable(name)}', which is no parameter name; write one such as 'refresh'.";
        }
    }

    // A header of the message itself; the message is never sent.
    private static bool IsHeader(string name, string? value)
    {
        using var message = new HttpRequestMessage();
        return !string.IsNullOrEmpty(name)
            && !(value ?? string.Empty).AsSpan().ContainsAnyExceptInRange(' ', '~')
            && !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
            && message.Headers.TryAddWithoutValidation(name, value);
    }

    private static string Printable(string name) => string.Concat(name.Where(c => !char.IsControl(c)));
}
