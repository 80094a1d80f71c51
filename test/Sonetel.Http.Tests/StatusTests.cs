using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests;

/// <summary>ISonetelAuth.Status: what it tells of an account, without asking anybody.</summary>
[CancelAfter(30_000)]
public sealed class StatusTests
{
    [Test]
    public async Task Before_the_first_token_there_is_nothing_to_tell()
    {
        await using var world = new TestWorld();

        Assert.That(world.Auth.Status, Is.EqualTo(new SonetelAuthStatus()));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task A_token_tells_when_it_expires_and_when_it_is_renewed(Ct ct)
    {
        await using var world = new TestWorld();
        var began = world.Time.GetUtcNow();
        await world.GetAsync(ct);
        world.Time.Advance(TimeSpan.FromMinutes(10));

        var status = world.Auth.Status;

        Assert.That(status.ExpiresAt, Is.EqualTo(began + TimeSpan.FromHours(1)));
        Assert.That(status.RenewalDueAt, Is.InRange(began + TimeSpan.FromMinutes(54.5), began + TimeSpan.FromMinutes(55)));
        Assert.That((status.IsUsable, status.NextTryAt, status.LastFailure, status.WaitingCallers), Is.EqualTo((true, (DateTimeOffset?)null, (SonetelAuthException?)null, 0)));
    }

    [TestCase(54, true)]
    [TestCase(59.4, true)]
    [TestCase(59.5, false)]
    [TestCase(61, false)]
    public async Task It_is_usable_while_a_request_need_not_wait_and_reading_it_renews_nothing(double minutes, bool usable, Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Time.Advance(TimeSpan.FromMinutes(minutes));

        Assert.That(world.Auth.Status.IsUsable, Is.EqualTo(usable));
        Assert.That(world.Auth.Status.WaitingCallers, Is.Zero);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_failure_is_told_with_the_next_try_until_a_renewal_succeeds(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        var failing = world.Auth.Status;

        Assert.That((failing.LastFailure?.Error, failing.IsUsable, failing.ExpiresAt, failing.RenewalDueAt), Is.EqualTo(("unauthorized", false, (DateTimeOffset?)null, (DateTimeOffset?)null)));
        Assert.That(failing.NextTryAt - world.Time.GetUtcNow(), Is.InRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.5)));

        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.That((world.Auth.Status.NextTryAt, world.Auth.Status.LastFailure?.Error), Is.EqualTo(((DateTimeOffset?)null, "unauthorized")));
        world.Endpoint.Answer = (_, _) => null;
        await world.GetAsync(ct);
        Assert.That((world.Auth.Status.LastFailure, world.Auth.Status.IsUsable), Is.EqualTo(((SonetelAuthException?)null, true)));
    }

    [Test]
    public async Task While_renewals_fail_a_token_is_usable_to_its_end(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        world.Time.Advance(TimeSpan.FromMinutes(56));
        await world.GetAsync(ct);
        await world.Logs.Until("TokenRequestFailed", ct);

        world.Time.Advance(TimeSpan.FromMinutes(3.9));
        Assert.That(world.Auth.Status.IsUsable, Is.True);
        world.Time.Advance(TimeSpan.FromMinutes(0.1));
        Assert.That(world.Auth.Status.IsUsable, Is.False);
    }

    [Test]
    public async Task Callers_that_wait_are_counted_and_those_that_leave_are_not(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var auth = world.Auth;
        var callers = Enumerable.Range(0, 3).Select(number => auth.GetAccessTokenAsync(number == 0 ? leaving.Token : ct).AsTask()).ToArray();

        Assert.That((auth.Status.WaitingCallers, auth.Status.IsUsable), Is.EqualTo((3, false)));
        await leaving.CancelAsync();
        Assert.That(async () => await callers[0], Throws.InstanceOf<OperationCanceledException>());
        Assert.That(auth.Status.WaitingCallers, Is.EqualTo(2));

        world.Endpoint.Release();
        await Task.WhenAll(callers.Skip(1));
        Assert.That((auth.Status.WaitingCallers, auth.Status.IsUsable), Is.EqualTo((0, true)));
    }

    [Test]
    public async Task Basic_is_usable_from_the_start_and_never_renewed()
    {
        await using var world = new TestWorld(options => options.UseSipgate("token-id", "token"));

        var status = world.Auth.Status;

        Assert.That((status.IsUsable, status.RenewalDueAt, status.ExpiresAt), Is.EqualTo((true, (DateTimeOffset?)null, (DateTimeOffset?)DateTimeOffset.MaxValue)));
    }

    [Test]
    public async Task It_shows_no_secret(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);

        Assert.That($"{world.Provider.GetRequiredService<ISonetelAuthFactory>().Get(string.Empty).Status}", Does.Not.Contain("token-1").And.Not.Contain("refresh-1"));
    }
}
