using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sonetel.Http.Tests.Diagnostics;

[CancelAfter(30_000)]
public sealed class HealthCheckTests
{
    [Test]
    public async Task An_account_that_nobody_used_is_healthy_and_the_check_starts_nothing(Ct ct)
    {
        await using var world = Checked();

        var entry = await CheckAsync(world, ct);

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task Failing_renewals_degrade_while_a_token_is_left_and_are_unhealthy_after_it(Ct ct)
    {
        await using var world = Checked();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.BadGateway);
        world.Time.Advance(TimeSpan.FromMinutes(56));
        await world.GetAsync(ct);
        await world.Logs.Until("TokenRequestFailed", ct);
        var requests = world.Endpoint.Requests;

        var before = await CheckAsync(world, ct);
        world.Time.Advance(TimeSpan.FromHours(1));
        var after = await CheckAsync(world, ct);

        Assert.That(before.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(after.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(requests));
    }

    [Test]
    public async Task A_report_tells_what_to_do_and_holds_no_secret(Ct ct)
    {
        await using var world = Checked(HealthStatus.Degraded);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant", "user@example.com password-0");
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        var entry = await CheckAsync(world, ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.Status, Is.EqualTo(HealthStatus.Degraded), "the failure status that was asked for");
            Assert.That(entry.Description, Does.Contain("invalid_grant").And.Contain("Check Username and Password"));
            Assert.That(entry.Data["error"], Is.EqualTo("invalid_grant"));
            Assert.That(entry.Exception, Is.Null);
            Assert.That($"{entry.Description} {string.Join(' ', entry.Data)}", Does.Not.Contain("password-0").And.Not.Contain("user@example.com"));
        }
    }

    [Test]
    public async Task A_named_account_has_a_check_of_its_own(Ct ct)
    {
        await using var world = Checked();
        world.Services.AddSonetelAuth("second", options => options.UseSonetel("second", "password-2"));
        world.Services.AddHealthChecks().AddSonetelAuth("second", tags: ["ready"]);

        var report = await world.Provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(ct);

        Assert.That(report.Entries.Keys, Is.EquivalentTo(new[] { "sonetel", "sonetel:second" }));
        Assert.That(report.Entries["sonetel:second"].Tags, Is.EqualTo(new[] { "ready" }));
    }

    private static TestWorld Checked(HealthStatus? failureStatus = null)
    {
        var world = new TestWorld();
        world.Services.AddHealthChecks().AddSonetelAuth(failureStatus: failureStatus);
        return world;
    }

    private static async Task<HealthReportEntry> CheckAsync(TestWorld world, Ct ct)
    {
        var report = await world.Provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(ct);
        return report.Entries["sonetel"];
    }
}
