using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Finds the tokens in an error response, at any depth, so that they can be redacted.</summary>
internal static class TokensInResponse
{
    private const int ShortestInSentence = 12;

    public static List<string> Of(JsonElement root)
    {
        var tokens = new List<string>();
        Collect(root, isToken: false, tokens);
        return tokens;
    }

    private static void Collect(JsonElement element, bool isToken, List<string> tokens)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Collect(member.Value, isToken || IsTokenName(member.Name), tokens);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, isToken, tokens);
                }

                break;
            case JsonValueKind.String when isToken:
                tokens.AddRange(TokensIn(element.GetString()!));
                break;
            default:
                break;
        }
    }

    private static bool IsTokenName(string name) =>
        name.Replace("_", string.Empty, StringComparison.Ordinal).ToUpperInvariant()
            is "ACCESSTOKEN" or "REFRESHTOKEN" or "IDTOKEN";

    // Moov writes "refresh_token": "the token is not valid". Of a sentence, only words that may be tokens are redacted.
    private static IEnumerable<string> TokensIn(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 1 ? words : words.Where(word => word.Length >= ShortestInSentence);
    }
}
