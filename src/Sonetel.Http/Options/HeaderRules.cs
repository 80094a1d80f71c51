namespace Sonetel.Http;

/// <summary>What may stand in a configured header or parameter, so that none can inject another.</summary>
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
            yield return $"Parameters holds '{Printable(name)}', which is no parameter name; write one such as 'refresh'.";
        }
    }

    private static IEnumerable<string> Headers(string option, IReadOnlyDictionary<string, string> headers) => headers
        .Where(header => !IsHeader(header.Key, header.Value))
        .Select(header => $"{option} holds '{Printable(header.Key)}', which is no request header, or has a line break or a character "
            + "beyond ASCII in its value; write a name such as 'Origin' and a value in one line.");

    private static bool IsParameter(string name) =>
        name.Length > 0 && !HoldsControl(name) && !name.Contains('"', StringComparison.Ordinal);

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
