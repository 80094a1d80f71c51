namespace Sonetel.Http;

/// <summary>A token fresh from the endpoint, with how long it lasts from when it was asked for.</summary>
internal sealed record IssuedToken(
    AccessToken AccessToken, string? RefreshToken, TimeSpan Lifetime, DateTimeOffset SentAt, long SentTimestamp)
{
    public TokenSet ToTokenSet(string? refreshToken, long generation, string credentials) =>
        new(AccessToken, refreshToken, SentAt, generation) { Credentials = credentials };

    // A record prints its members, and these are secrets.
    public override string ToString() => AccessToken.ToString();
}
