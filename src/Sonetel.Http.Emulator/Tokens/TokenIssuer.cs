using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Writes tokens and puts them into the ledger.</summary>
internal sealed class TokenIssuer(SonetelEmulatorOptions options, Switches switches, TokenLedger ledger, Counters counters)
{
    public string Access(Grantee grantee, JsonObject claims)
    {
        var token = switches.OpaqueTokens ? Random(32) : JwtWriter.Write(Timed(claims));
        ledger.AddAccess(token, grantee, switches.AccessTokenLifetime);
        counters.Issued();
        return token;
    }

    /// <summary>The refresh token of an answer, as the rotation has it.</summary>
    public string? Refresh(Grantee grantee, string? used, Func<string> write)
    {
        if (used is not null && switches.Rotation is Rotation.None or Rotation.Omit)
        {
            return switches.Rotation is Rotation.None ? used : null;
        }

        var token = write();
        ledger.AddRefresh(token, grantee, switches.RefreshTokenLifetime);
        return token;
    }

    /// <summary>The members that systems have in common, with the switches' changes.</summary>
    public JsonObject Body(string accessToken, string tokenType, string? refreshToken, JsonNode? expiresIn)
    {
        var body = new JsonObject { ["access_token"] = accessToken, ["token_type"] = switches.TokenType ?? tokenType };

        if (refreshToken is not null)
        {
            body["refresh_token"] = refreshToken;
        }

        if (switches.ExpiresIn is { } instead)
        {
            body["expires_in"] = instead.DeepClone();
        }
        else if (switches.SendsExpiresIn ?? expiresIn is not null)
        {
            body["expires_in"] = expiresIn ?? Seconds;
        }

        return body;
    }

    public long Seconds => (long)switches.AccessTokenLifetime.TotalSeconds;

    public DateTimeOffset Now => options.Time.GetUtcNow();

    public static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    private JsonObject Timed(JsonObject claims)
    {
        claims["jti"] = Guid.NewGuid().ToString();

        if (switches.JwtTimes is not JwtTimes.Missing)
        {
            claims["iat"] = Written(Now);
            claims["exp"] = Written(Now + switches.AccessTokenLifetime);
        }

        if (switches.TokenBallast > 0)
        {
            claims["ballast"] = new string('x', switches.TokenBallast);
        }

        return claims;
    }

    private JsonValue Written(DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeMilliseconds() / 1000.0;

        return switches.JwtTimes switch
        {
            JwtTimes.Fraction => JsonValue.Create(seconds),
            JwtTimes.Text => JsonValue.Create(seconds.ToString(CultureInfo.InvariantCulture)),
            _ => JsonValue.Create((long)seconds),
        };
    }
}
