namespace Sonetel.Http.Tests.Stores;

public sealed class TokenSetTests
{
    private static readonly TokenSet Tokens = new(
        new AccessToken { Value = "secret-1", ExpiresAt = DateTimeOffset.UnixEpoch },
        "secret-2",
        DateTimeOffset.UnixEpoch,
        3)
    { Renewer = "me" };

    [Test]
    public void Nothing_shows_its_tokens() =>
        Assert.That(
            Tokens.ToString(),
            Does.Not.Contain("secret").And.Contains("with refresh token").And.Contains("generation 3").And.Contains("being renewed"));

    [Test]
    public void A_set_without_tokens_says_so() =>
        Assert.That(
            new TokenSet(null, null, default, 1).ToString(),
            Is.EqualTo("no access token, no refresh token, generation 1"));
}
