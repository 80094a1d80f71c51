namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>Which refresh token an account has after a response, as servers write that there is no new one.</summary>
[CancelAfter(30_000)]
public sealed class RefreshTokenInResponseTests
{
    [TestCase("")]
    [TestCase(""","refresh_token":null""")]
    [TestCase(""","refresh_token":"" """)]
    public async Task A_response_without_a_new_one_leaves_the_old_one_in_use(string member, Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (number, _) => FakeTokenEndpoint.Json($$"""{"access_token":"token-{{number}}","expires_in":3600{{member}}}""");

        foreach (var _ in Enumerable.Range(0, 2))
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            await world.GetAsync(ct);
        }

        Assert.That(world.Endpoint.Bodies.Skip(1), Has.Exactly(2).Items.And.All.Contains("refresh_token=refresh-1"));
        Assert.That(await world.Auth.GetRefreshTokenAsync(ct), Is.EqualTo("refresh-1"));
    }

    [Test]
    public async Task An_empty_one_of_a_caller_s_own_request_is_none(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("""{"access_token":"token-1","refresh_token":""}""");

        var created = await world.Auth.CreateTokenAsync(new TokenRequest { Scope = "narrow" }, ct);

        Assert.That(created.RefreshToken, Is.Null);
    }
}
