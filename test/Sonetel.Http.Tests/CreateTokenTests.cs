using System.Net;

namespace Sonetel.Http.Tests;

/// <summary>A token that one caller asks for by name: what becomes of it is that caller's affair.</summary>
[CancelAfter(30_000)]
public sealed class CreateTokenTests
{
    private static readonly TokenRequest UnknownScope = new() { Scope = "nope" };

    [Test]
    public async Task A_refusal_of_it_does_not_stop_the_account(Ct ct)
    {
        await using var world = new TestWorld();
        RefuseScope(world);

        Assert.That(async () => await world.Auth.CreateTokenAsync(UnknownScope, ct), Throws.InstanceOf<SonetelAuthException>().With.Property("Error").EqualTo("invalid_scope"));

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
    }

    [Test]
    public async Task Whoever_waited_for_the_same_request_asks_again(Ct ct)
    {
        await using var world = new TestWorld();
        RefuseScope(world);
        world.Endpoint.Hold();
        var refused = world.Auth.CreateTokenAsync(UnknownScope, ct);
        await world.Endpoint.Arrived(ct);
        var waiting = world.GetAsync(ct);
        world.Endpoint.Release();

        Assert.That(async () => await refused, Throws.InstanceOf<SonetelAuthException>());
        Assert.That(await waiting, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_dead_refresh_token_of_the_caller_s_own_leaves_the_account_s_and_its_401_handling(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (number, _) => world.Endpoint.Bodies[number - 1].Contains("=dead", StringComparison.Ordinal) ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;
        Assert.That(async () => await world.Auth.CreateTokenAsync(new TokenRequest { GrantType = GrantType.RefreshToken, RefreshToken = "dead" }, ct), Throws.InstanceOf<SonetelAuthException>());

        world.Revoked.Add("Bearer token-1");

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-1"));
    }

    [TestCase(GrantType.Basic, "GrantType Basic acquires no token")]
    [TestCase((GrantType)99, "GrantType 99 acquires no token")]
    [TestCase(GrantType.Password, "Username is missing")]
    [TestCase(GrantType.RefreshToken, "RefreshToken is missing")]
    public async Task A_grant_that_the_account_has_nothing_for_is_not_sent(GrantType grant, string message, Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.UseMoov("client", "secret", "/a.read");
            (options.Username, options.Password) = (null, null);
        });

        foreach (var request in new[] { new TokenRequest { GrantType = grant }, new TokenRequest { GrantType = grant, Parameters = { ["audience"] = "api" } } })
        {
            Assert.That(async () => await world.Auth.CreateTokenAsync(request, ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains(message));
        }

        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task Parameters_of_the_caller_s_own_stand_for_what_the_account_lacks(Ct ct)
    {
        await using var world = new TestWorld(options => options.UseMoov("client", "secret", "/a.read"));

        await world.Auth.CreateTokenAsync(new TokenRequest { GrantType = GrantType.Password, Parameters = { ["username"] = "u", ["password"] = "p" } }, ct);

        Assert.That(world.Endpoint.Bodies.Single(), Does.Contain("username=u").And.Contain("password=p"));

        await world.Auth.CreateTokenAsync(new TokenRequest { GrantType = GrantType.RefreshToken, Parameters = { ["refresh_token"] = "r" } }, ct);

        Assert.That(world.Endpoint.Bodies[1], Does.Contain("grant_type=refresh_token&refresh_token="));
    }

    [Test]
    public async Task An_endpoint_that_throttles_it_is_left_alone_by_everybody(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.TooManyRequests, "slow_down");

        Assert.That(async () => await world.Auth.CreateTokenAsync(UnknownScope, ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_refusal_of_what_the_account_itself_would_ask_is_remembered(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");

        Assert.That(async () => await world.Auth.CreateTokenAsync(new TokenRequest { GrantType = GrantType.Password }, ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task The_account_s_refresh_token_whose_answer_was_lost_is_not_sent_again(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (number, _) => number == 2 ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost") : null;
        Assert.That(async () => await world.Auth.CreateTokenAsync(new TokenRequest { GrantType = GrantType.RefreshToken }, ct), Throws.InstanceOf<SonetelAuthException>());
        world.Time.Advance(TimeSpan.FromMinutes(1));
        world.Revoked.Add("Bearer token-1");

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Bodies[^1], Does.StartWith("grant_type=password"));
    }

    [Test]
    public async Task A_dead_refresh_token_of_the_caller_s_own_leaves_the_stored_one([Values] bool revokedBefore, Ct ct)
    {
        var store = new Stores.UnsteadyStore();
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        await world.GetAsync(ct);

        if (revokedBefore)
        {
            await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        }

        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        Assert.That(async () => await world.Auth.CreateTokenAsync(new TokenRequest { RefreshToken = "dead" }, ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That((await store.GetAsync(string.Empty, ct))?.RefreshToken, Is.EqualTo(revokedBefore ? null : "refresh-1"));
    }

    private static void RefuseScope(TestWorld world) =>
        world.Endpoint.Answer = (number, _) => world.Endpoint.Bodies[number - 1].Contains("scope=nope", StringComparison.Ordinal) ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_scope") : null;
}
