namespace Sonetel.Http;

/// <summary>A token that the endpoint issued, with its lifetime, which begins when the request was sent.</summary>
internal sealed record IssuedToken(
    AccessToken AccessToken, string? RefreshToken, TimeSpan Lifetime, DateTimeOffset SentAt, long SentTimestamp)
{
    public TokenSet ToTokenSet(string? refreshToken, long generation, string credentials) =>
        new(AccessToken, refreshToken, SentAt, generation) { Credentials = credentials };

    // The ToString() of a record prints its members, and these are secrets.
    public override string ToString() => AccessToken.ToString();
}
