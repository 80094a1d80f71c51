using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Collects the members of a token response while it is read.</summary>
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

    /// <summary>Reads the member at the reader's position, and returns its fault or <see langword="null"/>.</summary>
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
            return "contains an access_token or a refresh_token that is not a string";
        }

        var before = _values;
        var isRepeated = (_read & name) != 0;
        _read |= name;
        Read(ref reader, name);

        // Parsers disagree about which of two values counts.
        return isRepeated && before != _values ? "contains one of its members twice, with different values" : null;
    }

    /// <summary>Checks all members together, and returns their fault or <see langword="null"/>.</summary>
    public readonly string? Check(out TokenResponse response)
    {
        var (accessToken, refreshToken, expiresIn, scope, isBearer) = _values;
        response = default;

        if (string.IsNullOrEmpty(accessToken))
        {
            return "contains no access_token";
        }

        // A token of another type cannot be used as a bearer token (RFC 6749 §7.1).
        if (!isBearer)
        {
            return "contains a token_type other than Bearer";
        }

        if (!TokenSyntax.IsAccessToken(accessToken) || !TokenSyntax.IsPrintable(refreshToken))
        {
            return "contains a token with invalid characters";
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

    // Older responses of Moov have the token_type "opaque" for bearer tokens.
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
