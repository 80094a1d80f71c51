using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Renewals;

/// <summary>What a renewal takes over from the one before, and what it does when it cannot run at all.</summary>
[CancelAfter(30_000)]
public sealed class FailuresInARowTests
{
    [Test]
    public async Task Only_the_first_renewal_of_an_outage_tries_again_at_once(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
        world.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(world.Endpoint.Requests, Is.EqualTo(3));
    }

    [Test]
    public async Task One_that_fails_unexpectedly_leaves_nobody_waiting_and_loses_no_token(Ct ct)
    {
        var jitter = Substitute.For<IJitter>();
        jitter.Next().Returns(_ => throw new InvalidTimeZoneException("of the machine"), _ => 0.3);
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton(jitter));

        Assert.That(
            async () => await world.Auth.GetAccessTokenAsync(ct),
            Throws.InstanceOf<SonetelAuthException>().With.Property("IsTransient").True.And.InnerException.InstanceOf<InvalidTimeZoneException>());

        world.Time.Advance(TimeSpan.FromSeconds(6));
        var next = await world.Time.StepByPauses(world.Auth.GetAccessTokenAsync(ct).AsTask(), ct);
        Assert.That((next.Value, world.Endpoint.Requests), Is.EqualTo(("token-1", 1)));
    }
}
