namespace Sonetel.Http;

/// <summary>Computes a token's lifetime from the token response. Pure functions.</summary>
internal static class TokenLifetime
{
    // Moov's OpenAPI calls its expires_in a "Unix timestamp". No lifetime is 31 years, and no current
    // timestamp is lower.
    private const double LeastUnixTime = 1_000_000_000;

    /// <summary>The longest lifetime; longer ones are shortened to it, because dates and timers would throw.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>Returns <c>expires_in</c>, else the lifetime of the JWT, else <paramref name="fallback"/>.</summary>
    /// <param name="response">The token response.</param>
    /// <param name="now">The server's clock if its response has a date, otherwise the local one.</param>
    /// <param name="fallback">The lifetime of a token whose response has none.</param>
    public static TimeSpan Of(in TokenResponse response, DateTimeOffset now, TimeSpan fallback)
    {
        var unixNow = now.ToUnixTimeMilliseconds() / 1000.0;

        if (response.ExpiresIn is { } expiresIn)
        {
            return Clamp(expiresIn >= LeastUnixTime ? UnixTime.Seconds(expiresIn) - unixNow : expiresIn);
        }

        if (JwtPayload.Times(response.AccessToken) is not { ExpiresAt: { } expiresAt } jwt)
        {
            return fallback;
        }

        // An exp that is not after iat is a server's fault. Taken literally, it would cause a sign-in for each request.
        if (jwt.IssuedAt is { } issuedAt)
        {
            return expiresAt > issuedAt ? Clamp(expiresAt - issuedAt) : fallback;
        }

        return Clamp(expiresAt - unixNow);
    }

    private static TimeSpan Clamp(double seconds) => seconds switch
    {
        <= 0 => TimeSpan.Zero,
        _ when seconds >= Longest.TotalSeconds => Longest,
        _ => TimeSpan.FromSeconds(seconds),
    };
}
