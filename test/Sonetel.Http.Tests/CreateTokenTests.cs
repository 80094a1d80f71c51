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

    [TestCase(GrantType.Basic, "no token is got with GrantType Basic")]
    [TestCase((GrantType)99, "no token is got with GrantType 99")]
    [TestCase(GrantType.Password, "Username is missing")]
    [TestCase(GrantType.RefreshToken, "RefreshToken is missing")]
    public async Task A_grant_that_the_account_has_nothing_for_is_not_sent(GrantType grant, string message, Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.UseMoov("client", "secret", "/a.read");
            (options.Username, options.Password) = (null, null);
        });

        Assert.That(async () => await world.Auth.CreateTokenAsync(new TokenRequest { GrantType = grant }, ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains(message));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    private static void RefuseScope(TestWorld world) =>
        world.Endpoint.Answer = (number, _) => world.Endpoint.Bodies[number - 1].Contains("scope=nope", StringComparison.Ordinal) ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_scope") : null;
}
