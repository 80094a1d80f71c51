using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Parses a token response from its bytes. The response is untrusted.</summary>
internal static class TokenResponseReader
{
    /// <summary>Returns the response's fault, or <see langword="null"/>.</summary>
    public static string? Read(ReadOnlySpan<byte> json, out TokenResponse response)
    {
        response = default;

        try
        {
            var reader = new Utf8JsonReader(json);
            return Read(ref reader, out response);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser's message quotes the response, so it is not used. A string with invalid
            // UTF-16 throws InvalidOperationException.
            return json.IsEmpty ? "is empty" : "is not JSON in UTF-8, or is cut off";
        }
    }

    private static string? Read(ref Utf8JsonReader reader, out TokenResponse response)
    {
        response = default;

        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return "is not a JSON object";
        }

        var members = new TokenResponseMembers();

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (members.Read(ref reader) is { } fault)
            {
                return fault;
            }
        }

        // Reads to the end, because text after the object, as in '{...} and more', makes the reader throw.
        while (reader.Read())
        {
        }

        return members.Check(out response);
    }
}
