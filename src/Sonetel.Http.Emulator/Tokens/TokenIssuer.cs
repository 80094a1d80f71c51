using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Issues tokens and adds them to the ledger.</summary>
internal sealed class TokenIssuer(
    SonetelEmulatorOptions options,
    Switches switches,
    TokenLedger ledger,
    Counters counters)
{
    public DateTimeOffset Now => options.Time.GetUtcNow();

    public string Access(ITokenProfile profile, Grantee grantee, JsonObject claims)
    {
        var lifetime = Lifetime(profile);
        var token = switches.OpaqueTokens
            ? Random(32)
            : JwtWriter.Write(Timed(profile, claims, lifetime), profile.System is EmulatedSystem.Passport);
        ledger.AddAccess(token, grantee, lifetime);
        counters.Issued();
        return token;
    }

    /// <summary>Returns the refresh token of a token response, by the rotation; null for none.</summary>
    public string? Refresh(Grantee grantee, string? used, Func<string> write)
    {
        if (!switches.SendsRefreshToken || (used is not null && switches.Rotation is Rotation.Omit))
        {
            return null;
        }

        if (used is not null && switches.Rotation is Rotation.None)
        {
            return used;
        }

        var token = write();
        ledger.AddRefresh(token, grantee, switches.RefreshTokenLifetime);
        return token;
    }

    public TimeSpan Lifetime(ITokenProfile profile) => switches.AccessTokenLifetime ?? profile.AccessTokenLifetime;

    /// <summary>Returns when a token that is issued now expires, as a Unix time.</summary>
    public long UnixExpiry(TimeSpan lifetime) => ledger.Until(lifetime).ToUnixTimeSeconds();

    public static string Random(int bytes) =>
        Convert.ToHexString(RandomNumberGenerator.GetBytes(bytes)).ToLowerInvariant();

    private JsonObject Timed(ITokenProfile profile, JsonObject claims, TimeSpan lifetime)
    {
        claims["jti"] ??= Guid.NewGuid().ToString();

        if (switches.JwtTimes is not JwtTimes.Missing)
        {
            claims["iat"] = Written(Now);
            claims["exp"] = Written(ledger.Until(lifetime));

            if (profile.System is EmulatedSystem.Passport)
            {
                claims["nbf"] = Written(Now);
            }
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
