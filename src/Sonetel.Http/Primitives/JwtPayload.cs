using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Sonetel.Http;

/// <summary>
/// Reads the payload of a JWT (RFC 7519). The signature is not verified, because that is up to the API.
/// </summary>
internal static class JwtPayload
{
    /// <summary>
    /// Returns the payload's JSON, or <see langword="null"/> if <paramref name="token"/> is not a JWT in compact form
    /// (RFC 7515 §3.1).
    /// </summary>
    public static byte[]? Decode(string token)
    {
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var last = token.LastIndexOf('.');

        if (first <= 0 || last <= first + 1 || token.IndexOf('.', first + 1) != last)
        {
            return null;
        }

        var text = token[(first + 1)..last].TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        var status = Base64.DecodeFromUtf8(Encoding.UTF8.GetBytes(padded), bytes, out _, out var written);
        return status is OperationStatus.Done ? bytes[..written] : null;
    }

    /// <summary>
    /// Returns <c>iat</c> and <c>exp</c> in Unix seconds. Servers write them as integers, decimals or strings.
    /// </summary>
    public static (double? IssuedAt, double? ExpiresAt)? Times(string token)
    {
        if (Decode(token) is not { } payload)
        {
            return null;
        }

        double? issuedAt = null, expiresAt = null;
        var reader = new Utf8JsonReader(payload);

        try
        {
            reader.Read();

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var isIssuedAt = reader.ValueTextEquals("iat"u8);
                var isExpiresAt = reader.ValueTextEquals("exp"u8);
                reader.Read();

                if (isIssuedAt)
                {
                    issuedAt = LenientJson.Number(ref reader);
                }
                else if (isExpiresAt)
                {
                    expiresAt = LenientJson.Number(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }

        return (Seconds(issuedAt), Seconds(expiresAt));
    }

    private static double? Seconds(double? time) => time is { } given ? UnixTime.Seconds(given) : null;
}
