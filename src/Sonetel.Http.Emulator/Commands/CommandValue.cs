using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Parses values of the command line.</summary>
internal static class CommandValue
{
    /// <exception cref="FormatException">
    /// The text is not a value of the type; the message says what the option takes.
    /// </exception>
    public static object? Read(string option, Type type, string text)
    {
        try
        {
            return Parse(type, text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or JsonException)
        {
            throw new FormatException($"{option} takes {Hint(type)}, not '{text}'.");
        }
    }

    /// <summary>Returns the placeholder of a value in the help text.</summary>
    public static string Hint(Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;

        return wanted switch
        {
            { IsEnum: true } => string.Join('|', Enum.GetNames(wanted)),
            _ when wanted == typeof(string) => "TEXT",
            _ when wanted == typeof(bool) => "true|false",
            _ when wanted == typeof(int) => "NUMBER",
            _ when wanted == typeof(TimeSpan) => "DURATION",
            _ when wanted == typeof(RateLimit) => "NUMBER/DURATION",
            _ when wanted == typeof(JsonObject) => "JSON-OBJECT",
            _ when wanted == typeof(JsonNode) => "JSON",
            _ => "TEXT,TEXT,...",
        };
    }

    private static object? Parse(Type type, string text)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;

        return wanted switch
        {
            { IsEnum: true } => Enum.Parse(wanted, text, ignoreCase: true),
            _ when wanted == typeof(string) => text,
            _ when wanted == typeof(bool) => bool.Parse(text),
            _ when wanted == typeof(int) => int.Parse(text, CultureInfo.InvariantCulture),
            _ when wanted == typeof(TimeSpan) => Duration(text),
            _ when wanted == typeof(RateLimit) => Limit(text),
            _ when wanted == typeof(JsonObject) => JsonNode.Parse(text) as JsonObject ?? throw new FormatException(),
            _ when wanted == typeof(JsonNode) => JsonNode.Parse(text),
            _ => text.Split(','),
        };
    }

    // "90s", "5m", "24h", "30d", "250ms", or the format of TimeSpan.
    private static TimeSpan Duration(string text)
    {
        var unit = text.TrimStart([.. "0123456789."]);

        return unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(Number(text[..^2])),
            "s" => TimeSpan.FromSeconds(Number(text[..^1])),
            "m" => TimeSpan.FromMinutes(Number(text[..^1])),
            "h" => TimeSpan.FromHours(Number(text[..^1])),
            "d" => TimeSpan.FromDays(Number(text[..^1])),
            // TimeSpan.Parse would read a plain number as days.
            "" => throw new FormatException(),
            _ => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
        };
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static RateLimit Limit(string text)
    {
        var parts = text.Split('/');

        return parts.Length == 2
            ? new RateLimit(int.Parse(parts[0], CultureInfo.InvariantCulture), Duration(parts[1]))
            : throw new FormatException();
    }
}
