using System.Text.Json;

namespace Sonetel.Http;

/// <summary>The members of a token response as far as they were read.</summary>
internal struct TokenResponseMembers()
{
    private Names _read;
    private (string? AccessToken, string? RefreshToken, double? ExpiresIn, string? Scope, bool IsBearer) _values =
        (null, null, null, null, true);

    [Flags]
    private enum Names
    {
        None = 0,
        AccessToken = 1,
        RefreshToken = 2,
        ExpiresIn = 4,
        Scope = 8,
        TokenType = 16,
    }

    /// <summary>Reads the member that the reader stands at, and returns what is wrong with it, or <see
    /// langword="null"/>.</summary>
    public string? Read(ref Utf8JsonReader reader)
    {
        var name = Name(ref reader);
        reader.Read();

        if (name is Names.None)
        {
            reader.Skip();
            return null;
        }

        if (name is Names.AccessToken or Names.RefreshToken
            && reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            return "holds an access_token or a refresh_token that is not a string";
        }

        var before = _values;
        var isRepeated = (_read & name) != 0;
        _read |= name;
        Read(ref reader, name);

        // Which of two values counts, no two parsers agree about.
        return isRepeated && before != _values ? "holds one of its members twice, with different values" : null;
    }

    /// <summary>Returns what is wrong with the members together, or <see langword="null"/>.</summary>
    public readonly string? Check(out TokenResponse response)
    {
        var (accessToken, refreshToken, expiresIn, scope, isBearer) = _values;
        response = default;

        if (string.IsNullOrEmpty(accessToken))
        {
            return "holds no access_token";
        }

        // A token of another type needs more than to be sent along (RFC 6749 §7.1).
        if (!isBearer)
        {
            return "holds a token_type other than Bearer";
        }

        if (!TokenSyntax.IsAccessToken(accessToken) || !TokenSyntax.IsPrintable(refreshToken))
        {
            return "holds a token with characters that no token has";
        }

        response = new TokenResponse(
            accessToken, string.IsNullOrEmpty(refreshToken) ? null : refreshToken, expiresIn, scope);
        return null;
    }

    private void Read(ref Utf8JsonReader reader, Names name)
    {
        switch (name)
        {
            case Names.AccessToken:
                _values.AccessToken = reader.GetString();
                break;
            case Names.RefreshToken:
                _values.RefreshToken = reader.GetString();
                break;
            case Names.ExpiresIn:
                _values.ExpiresIn = LenientJson.Number(ref reader);
                break;
            case Names.Scope:
                _values.Scope = LenientJson.String(ref reader);
                break;
            default:
                _values.IsBearer = IsBearer(ref reader);
                break;
        }
    }

    // Moov's older responses call their bearer tokens opaque.
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
        return type.IsEmpty
            || type.Equals("bearer", StringComparison.OrdinalIgnoreCase)
            || type.Equals("opaque", StringComparison.OrdinalIgnoreCase);
    }

    private static Names Name(ref Utf8JsonReader reader) => reader switch
    {
        _ when reader.ValueTextEquals("access_token"u8) => Names.AccessToken,
        _ when reader.ValueTextEquals("refresh_token"u8) => Names.RefreshToken,
        _ when reader.ValueTextEquals("expires_in"u8) => Names.ExpiresIn,
        _ when reader.ValueTextEquals("scope"u8) => Names.Scope,
        _ when reader.ValueTextEquals("token_type"u8) => Names.TokenType,
        _ => Names.None,
    };
}
