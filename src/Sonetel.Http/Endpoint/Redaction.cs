using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Takes out of an endpoint's text the secrets that it may echo, as they were written or as a form, a query or JSON carried them.</summary>
internal readonly struct Redaction(string? user, params string?[] secrets)
{
    private readonly string?[] _secrets = secrets;

    public string? Apply(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // The longest first: one that holds another is taken out whole.
        foreach (var secret in _secrets.Where(secret => !string.IsNullOrEmpty(secret)).SelectMany(secret => Forms(secret!)).OrderByDescending(form => form.Length))
        {
            text = text.Replace(secret, "[redacted]", StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    /// <summary>A code goes into messages, logs and metrics, where the user's name has no business either.</summary>
    public string? ApplyToCode(string? code) =>
        string.IsNullOrEmpty(user) ? Apply(code) : Apply(code)?.Replace(user, "[user]", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Forms(string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        return [secret, escaped, escaped.Replace("%20", "+", StringComparison.Ordinal), JsonEncodedText.Encode(secret).Value];
    }
}
