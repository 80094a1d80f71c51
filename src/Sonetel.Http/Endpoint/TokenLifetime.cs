namespace Sonetel.Http;

/// <summary>How long a token lasts, from what its response says. Pure functions of their parameters.</summary>
internal static class TokenLifetime
{
    // Moov's OpenAPI calls its expires_in "Unix timestamp"; no lifetime is 31 years, no timestamp in use is below.
    private const double LeastUnixTime = 1_000_000_000;

    /// <summary>The longest lifetime that is taken at its word; dates and timers above throw.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary><c>expires_in</c>, else the JWT's own, else <paramref name="fallback"/>.</summary>
    /// <param name="response">What the endpoint responded.</param>
    /// <param name="now">The server's own clock if it told it, else ours; a Unix time means nothing without
    /// one.</param>
    /// <param name="fallback">The lifetime of a token that tells none.</param>
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

        // A server that writes a constant or its own clock's error would have each request sign in.
        if (jwt.IssuedAt is { } issuedAt)
        {
            return expiresAt > issuedAt ? Clamp(expiresAt - issuedAt) : fallback;
        }

        return Clamp(expiresAt - unixNow);
    }

    public static DateTimeOffset Expiry(DateTimeOffset from, TimeSpan lifetime) =>
        lifetime < DateTimeOffset.MaxValue - from ? from + lifetime : DateTimeOffset.MaxValue;

    private static TimeSpan Clamp(double seconds) => seconds switch
    {
        <= 0 => TimeSpan.Zero,
        _ when seconds >= Longest.TotalSeconds => Longest,
        _ => TimeSpan.FromSeconds(seconds),
    };
}
