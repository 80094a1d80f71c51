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
    [TestCase(GrantType.RefreshToken, "needs a RefreshToken")]
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
    public async Task An_account_of_Basic_gives_its_header_whatever_scope_is_asked_for(Ct ct)
    {
        await using var world = new TestWorld(options => options.UseSipgate("token-id", "token"));

        var tokens = await world.Auth.CreateTokenAsync(new TokenRequest { Scope = "narrow" }, ct);

        Assert.That((tokens.AccessToken!.Scheme, world.Endpoint.Requests), Is.EqualTo(("Basic", 0)));
    }

    [Test]
    public async Task Whoever_waits_for_another_renewal_first_waits_no_longer_in_all(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();
        world.Endpoint.Answer = (number, _) =>
        {
            if (number == 1)
            {
                world.Endpoint.Hold();
            }

            return null;
        };
        var first = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await world.Endpoint.Arrived(ct);
        var creating = world.Auth.CreateTokenAsync(cancellationToken: ct);

        while (world.Auth.Status.WaitingCallers < 2)
        {
            ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        world.Time.Advance(TimeSpan.FromSeconds(20));
        world.Endpoint.Release();
        await first;
        await world.Endpoint.Arrived(ct);
        await world.Time.TimerStarted(due => due == TimeSpan.FromSeconds(10), ct);
        world.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(
            async () => await creating,
            Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("no token was received within TokenRequestTimeout"));
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
    public async Task It_is_neither_kept_nor_shared(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);

        var own = await world.Auth.CreateTokenAsync(new TokenRequest { Scope = "narrow", Parameters = { ["extra"] = "1", ["refresh"] = string.Empty } }, ct);

        Assert.That((own.AccessToken!.Value, own.RefreshToken), Is.EqualTo(("token-2", "refresh-2")));
        Assert.That(world.Endpoint.Bodies[1], Is.EqualTo("grant_type=password&username=user@example.com&password=password-0&scope=narrow&extra=1"));
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        world.Revoked.Add("Bearer token-1");
        await world.GetAsync(ct);
        Assert.That(world.Endpoint.Bodies[2], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task Its_scope_replaces_the_account_s(Ct ct)
    {
        await using var world = new TestWorld(options => options.UseMoov("client", "secret", "/a.read"));

        await world.Auth.CreateTokenAsync(new TokenRequest { Scope = "/a.write" }, ct);

        Assert.That(world.Endpoint.Bodies.Single(), Is.EqualTo("grant_type=client_credentials&scope=/a.write"));
    }

    [TestCase(HttpStatusCode.TooManyRequests, "slow_down")]
    [TestCase(HttpStatusCode.ServiceUnavailable, "temporarily_unavailable")]
    [TestCase(HttpStatusCode.BadRequest, "invalid_grant")]
    public async Task What_became_of_it_concerns_that_caller_alone(HttpStatusCode status, string error, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => number == 1 ? FakeTokenEndpoint.Error(status, error) : null;

        Assert.That(async () => await world.Auth.CreateTokenAsync(UnknownScope, ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_account_s_own_refresh_token_is_not_a_caller_s_to_spend(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);

        var refresh = new TokenRequest { GrantType = GrantType.RefreshToken };

        Assert.That(async () => await world.Auth.CreateTokenAsync(refresh, ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("CreateTokenAsync()"));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    private static void RefuseScope(TestWorld world) =>
        world.Endpoint.Answer = (number, _) => world.Endpoint.Bodies[number - 1].Contains("scope=nope", StringComparison.Ordinal) ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_scope") : null;
}
