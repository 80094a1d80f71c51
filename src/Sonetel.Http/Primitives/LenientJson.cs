using System.Globalization;
using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Reads JSON values that servers write in several ways.</summary>
internal static class LenientJson
{
    private const int LongestNumber = 64;

    /// <summary>Reads a string, or an array of strings, as some endpoints write a scope, joined by spaces.</summary>
    public static string? String(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.StartArray:
                return Joined(ref reader);
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>Reads a number or a numeric string, including <c>3600.9</c> and <c>1e3</c>.</summary>
    public static double? Number(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetDouble(out var number):
                return Finite(number);
            case JsonTokenType.String when reader.ValueSpan.Length <= LongestNumber:
                Span<char> text = stackalloc char[LongestNumber];
                var digits = text[..reader.CopyString(text)];
                return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                    ? Finite(parsed)
                    : null;
            default:
                reader.Skip();
                return null;
        }
    }

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;

    private static string Joined(ref Utf8JsonReader reader)
    {
        var parts = new List<string>();
        var depth = reader.CurrentDepth;

        while (reader.Read() && !(reader.TokenType is JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                parts.Add(reader.GetString()!);
            }
        }

        return string.Join(' ', parts);
    }
}
