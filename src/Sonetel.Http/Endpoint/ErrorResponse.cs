using System.Text.Json;

namespace Sonetel.Http;

/// <summary>
/// The content of an error response: that of RFC 6749 §5.2, league's <c>message</c>, or Moov's map of
/// fields to messages.
/// </summary>
/// <param name="Error">The error code.</param>
/// <param name="Description">The description, with its secrets redacted.</param>
/// <param name="Sentence">The description if it may be part of an exception's message, otherwise null.</param>
internal readonly record struct ErrorResponse(string? Error, string? Description, string? Sentence)
{
    private const int LongestDescription = 500;

    public static ErrorResponse Read(ReadOnlyMemory<byte> body, Redaction redaction)
    {
        try
        {
            using var json = JsonDocument.Parse(body);

            if (json.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return default;
            }

            var root = json.RootElement;
            var all = redaction.With(TokensInResponse.Of(root));
            var description = all.Apply(Text(root, "error_description") ?? Text(root, "message") ?? Fields(root));
            return new ErrorResponse(
                Code(Text(root, "error"), all), Shortened(description), all.ForMessage(description));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static string? Fields(JsonElement root)
    {
        var fields = root.EnumerateObject()
            .Where(member => member.Value.ValueKind is JsonValueKind.String && !member.NameEquals("error"))
            .Select(member => $"{member.Name}: {member.Value.GetString()}")
            .ToArray();

        return fields.Length == 0 ? null : string.Join("; ", fields);
    }

    // A known code is never redacted, because the library decides by it. Any other code is kept only if it looks like
    // one (RFC 6749 §5.2), and without secrets and the user's name, because it appears in messages and logs.
    private static string? Code(string? error, Redaction redaction) => error switch
    {
        null => null,
        _ when KnownErrorCodes.IsKnown(error) => error,
        _ when error.Length is > 0 and <= 64 && TokenSyntax.IsPrintable(error) => redaction.Apply(error),
        _ => null,
    };

    private static string? Shortened(string? text) =>
        text is { Length: > LongestDescription } ? text[..LongestDescription] : text;
}
