namespace Sonetel.Http;

/// <summary>Validates configured headers and parameters, so that none can inject another one.</summary>
internal static class HeaderRules
{
    public static bool HoldsControl(string? value) =>
        value is not null && value.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0;

    public static IEnumerable<string> Failures(SonetelAuthOptions options)
    {
        var all = Headers("TokenRequestHeaders", options.TokenRequestHeadersOrNone)
            .Concat(Headers("RequestHeaders", options.RequestHeadersOrNone));

        foreach (var failure in all)
        {
            yield return failure;
        }

        foreach (var name in options.ParametersOrDefault.Keys.Where(name => !IsParameter(name)))
        {
            yield return $"Parameters contains '{Printable(name)}', which is not a valid name; "
                + "use a name such as 'refresh'.";
        }
    }

    private static IEnumerable<string> Headers(string option, IReadOnlyDictionary<string, string> headers) => headers
        .Where(header => !IsHeader(header.Key, header.Value))
        .Select(header => $"{option} contains '{Printable(header.Key)}', which is not a request header, or has a "
            + "line break or a non-ASCII character in its value; use a name such as 'Origin' and a value in one line.");

    private static bool IsParameter(string name) =>
        name.Length > 0 && !HoldsControl(name) && !name.Contains('"', StringComparison.Ordinal);

    // Lets .NET decide whether it is a request header; the message is never sent.
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
