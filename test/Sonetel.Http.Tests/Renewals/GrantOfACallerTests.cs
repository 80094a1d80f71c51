namespace Sonetel.Http.Tests.Renewals;

/// <summary>What a caller's own token request is sent with.</summary>
public sealed class GrantOfACallerTests
{
    // the request's grant, refresh token → the grant that is sent, refresh token
    [TestCase(null, null, GrantType.Password, null)]
    [TestCase(GrantType.Password, null, GrantType.Password, null)]
    [TestCase(GrantType.ClientCredentials, null, GrantType.ClientCredentials, null)]
    [TestCase(GrantType.RefreshToken, "own", GrantType.RefreshToken, "own")]
    [TestCase(null, "own", GrantType.RefreshToken, "own")]
    [TestCase(GrantType.Password, "own", GrantType.Password, null)]
    public void The_request_decides_and_else_the_account(GrantType? asked, string? refreshToken, GrantType sent, string? sentRefreshToken)
    {
        var request = new TokenRequest { GrantType = asked, RefreshToken = refreshToken };

        var grant = OwnGrant.Of(Account(), request);

        Assert.That((grant.Type, grant.RefreshToken, grant.Request), Is.EqualTo((sent, sentRefreshToken, request)));
    }

    [Test]
    public void A_refresh_token_may_come_as_a_parameter()
    {
        var request = new TokenRequest { GrantType = GrantType.RefreshToken, Parameters = { ["refresh_token"] = "own" } };

        Assert.That(OwnGrant.Of(Account(), request).RefreshToken, Is.EqualTo("own"));
    }

    [TestCase(GrantType.RefreshToken, "needs a RefreshToken")]
    [TestCase(GrantType.Basic, "acquires no token")]
    [TestCase(GrantType.Password, "Username is missing")]
    public void What_is_missing_is_told(GrantType asked, string message)
    {
        var account = new AccountSettings("tenant", new SonetelAuthOptions());

        Assert.That(() => OwnGrant.Of(account, new TokenRequest { GrantType = asked }), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains(message).And.Message.Contains("'tenant'"));
    }

    private static AccountSettings Account() => new("", new SonetelAuthOptions { Username = "user", Password = "password-0" });
}
