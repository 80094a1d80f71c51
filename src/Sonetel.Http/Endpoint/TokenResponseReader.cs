using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Reads a token response straight from its bytes. The response is hostile until it is read.</summary>
internal static class TokenResponseReader
{
    /// <summary>Returns what is wrong with the response, or <see langword="null"/>.</summary>
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
            // The parser's own message quotes the response. InvalidOperationException is a string that is no valid
            // UTF-16.
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

        // What follows the object decides whether it was one: '{...} and more' is no JSON.
        while (reader.Read())
        {
        }

        return members.Check(out response);
    }
}
