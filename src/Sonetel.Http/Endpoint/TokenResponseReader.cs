using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Reads a token answer straight from its bytes. The answer is hostile until it is read.</summary>
internal static class TokenResponseReader
{
    /// <summary>Returns what is wrong with the answer, or <see langword="null"/>.</summary>
    public static string? Read(ReadOnlySpan<byte> json, out TokenResponse answer)
    {
        answer = default;

        try
        {
            var reader = new Utf8JsonReader(json);
            return Read(ref reader, out answer);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser's own message quotes the answer. InvalidOperationException is a string that is no valid UTF-16.
            return json.IsEmpty ? "is empty" : "is not JSON in UTF-8, or is cut off";
        }
    }

    private static string? Read(ref Utf8JsonReader reader, out TokenResponse answer)
    {
        answer = default;

        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return "is not a JSON object";
        }

        string? accessToken = null, refreshToken = null, scope = null;
        var isBearer = true;
        double? expiresIn = null;
        var seen = Members.None;

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var member = Named(ref reader);
            reader.Read();

            if (member is Members.None)
            {
                reader.Skip();
                continue;
            }

            if ((seen & member) != 0)
            {
                return "holds one of its members twice";
            }

            seen |= member;

            switch (member)
            {
                case Members.AccessToken:
                    accessToken = LenientJson.String(ref reader);
                    break;
                case Members.RefreshToken:
                    refreshToken = LenientJson.String(ref reader);
                    break;
                case Members.ExpiresIn:
                    expiresIn = LenientJson.Number(ref reader);
                    break;
                case Members.TokenType:
                    isBearer = IsBearer(ref reader);
                    break;
                default:
                    scope = LenientJson.String(ref reader);
                    break;
            }
        }

        // What follows the object decides whether it was one: '{...} and more' is no JSON.
        while (reader.Read())
        {
        }

        if (string.IsNullOrEmpty(accessToken))
        {
            return "holds no access_token";
        }

        // A token of another type needs more than to be sent along (RFC 6749 §7.1). Moov's older answers call their bearer tokens opaque.
        if (!isBearer)
        {
            return "holds a token_type other than Bearer";
        }

        if (!TokenSyntax.IsAccessToken(accessToken) || !TokenSyntax.IsPrintable(refreshToken))
        {
            return "holds a token with characters that no token has";
        }

        answer = new TokenResponse(accessToken, string.IsNullOrEmpty(refreshToken) ? null : refreshToken, expiresIn, scope);
        return null;
    }

    private static bool IsBearer(ref Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[16];

        if (reader.TokenType is not JsonTokenType.String || reader.ValueSpan.Length > text.Length)
        {
            var isAbsent = reader.TokenType is JsonTokenType.Null;
            reader.Skip();
            return isAbsent;
        }

        ReadOnlySpan<char> type = text[..reader.CopyString(text)];
        return type.IsEmpty || type.Equals("bearer", StringComparison.OrdinalIgnoreCase) || type.Equals("opaque", StringComparison.OrdinalIgnoreCase);
    }

    private static Members Named(ref Utf8JsonReader reader) => reader switch
    {
        _ when reader.ValueTextEquals("access_token"u8) => Members.AccessToken,
        _ when reader.ValueTextEquals("refresh_token"u8) => Members.RefreshToken,
        _ when reader.ValueTextEquals("expires_in"u8) => Members.ExpiresIn,
        _ when reader.ValueTextEquals("scope"u8) => Members.Scope,
        _ when reader.ValueTextEquals("token_type"u8) => Members.TokenType,
        _ => Members.None,
    };

    [Flags]
    private enum Members
    {
        None = 0,
        AccessToken = 1,
        RefreshToken = 2,
        ExpiresIn = 4,
        Scope = 8,
        TokenType = 16,
    }
}
