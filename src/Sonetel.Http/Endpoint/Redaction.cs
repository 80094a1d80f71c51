using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Removes from an endpoint's text the secrets that it may echo, as they were written or as a form, a query or
/// JSON carried them.</summary>
internal readonly struct Redaction(string? user, params string?[] secrets)
{
    private const string Mark = "[redacted]";
    private const int LongestSentence = 200;
    private const int LongestWord = 24;

    private readonly string? _user = user;
    private readonly string?[] _secrets = secrets;

    /// <summary>The same with further secrets.</summary>
    public Redaction With(IEnumerable<string> further) => new(_user, [.. _secrets, .. further]);

    public string? Apply(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // The longest first: one that holds another is removed as a whole.
        var forms = _secrets.Where(secret => !string.IsNullOrEmpty(secret)).SelectMany(secret => Forms(secret!));

        foreach (var form in forms.OrderByDescending(form => form.Length))
        {
            text = text.Replace(form, Mark, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    /// <summary>A code goes into messages, logs and metrics, where the user's name does not belong either.</summary>
    public string? ApplyToCode(string? code)
    {
        var applied = Apply(code);
        return string.IsNullOrEmpty(_user)
            ? applied
            : applied?.Replace(_user, "[user]", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A description that may stand in a message, or <see langword="null"/>: a short sentence in ASCII in
    /// which nothing was redacted and
    /// nothing looks like a person's name at some host, a telephone number or a token.</summary>
    public string? ForMessage(string? description)
    {
        var text = description?.Trim().TrimEnd('.');

        if (string.IsNullOrEmpty(text) || text.Length > LongestSentence || !TokenSyntax.IsPrintable(text))
        {
            return null;
        }

        var namesSomebody = text.Contains('@', StringComparison.Ordinal) || NamesUser(text);
        return namesSomebody || text.Contains(Mark, StringComparison.Ordinal) || Array.Exists(text.Split(' '), IsNoWord)
            ? null
            : text;
    }

    // Endpoints name the user with or without the host of the e-mail address.
    private bool NamesUser(string text)
    {
        var name = _user?.Split('@')[0];
        return !string.IsNullOrEmpty(name) && text.Contains(name, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsNoWord(string word) => word.Length > LongestWord || word.Count(char.IsAsciiDigit) > 5;

    private static IEnumerable<string> Forms(string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        return [secret, escaped, escaped.Replace("%20", "+", StringComparison.Ordinal), JsonEncodedText.Encode(secret).Value];
    }
}
