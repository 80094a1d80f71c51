using System.Text.Json;

namespace Sonetel.Http;

/// <summary>
/// Removes from an endpoint's text the secrets that it may echo, in plain, form-encoded, URL-encoded
/// or JSON-encoded form.
/// </summary>
internal readonly struct Redaction(string? user, params string?[] secrets)
{
    private const string Mark = "[redacted]";
    private const int LongestSentence = 200;
    private const int LongestWord = 24;

    private readonly string? _user = user;
    private readonly string?[] _secrets = secrets;

    /// <summary>Returns a redaction of further secrets as well.</summary>
    public Redaction With(IEnumerable<string> further) => new(_user, [.. _secrets, .. further]);

    public string? Apply(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // The longest first, so that a secret that contains another one is removed completely.
        var forms = _secrets.Where(secret => !string.IsNullOrEmpty(secret)).SelectMany(secret => Forms(secret!));

        foreach (var form in forms.OrderByDescending(form => form.Length))
        {
            text = text.Replace(form, Mark, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    /// <summary>
    /// Returns a description if it may be part of an exception's message, otherwise <see langword="null"/>. It has
    /// to be short and in ASCII, and must contain nothing that was redacted or looks like a user, a telephone number
    /// or a token.
    /// </summary>
    public string? ForMessage(string? description)
    {
        var text = description?.Trim().TrimEnd('.');

        if (string.IsNullOrEmpty(text) || text.Length > LongestSentence || !TokenSyntax.IsPrintable(text))
        {
            return null;
        }

        var namesSomebody = text.Contains('@', StringComparison.Ordinal) || NamesUser(text);
        var isRedacted = text.Contains(Mark, StringComparison.Ordinal);
        return namesSomebody || isRedacted || Array.Exists(text.Split(' '), IsNoWord) ? null : text;
    }

    // Endpoints name the user with or without the domain of the e-mail address.
    private bool NamesUser(string text)
    {
        var name = _user?.Split('@')[0];
        return !string.IsNullOrEmpty(name) && text.Contains(name, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsNoWord(string word) => word.Length > LongestWord || word.Count(char.IsAsciiDigit) > 5;

    private static IEnumerable<string> Forms(string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        var formEncoded = escaped.Replace("%20", "+", StringComparison.Ordinal);
        return [secret, escaped, formEncoded, JsonEncodedText.Encode(secret).Value];
    }
}
