using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests.Diagnostics;

[CancelAfter(30_000)]
public sealed class IncidentLogTests
{
    [Test]
    public async Task An_incident_is_one_warning_and_its_end_is_told(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => number <= 3 ? new HttpResponseMessage(HttpStatusCode.BadGateway) : null;

        for (var i = 0; i < 3; i++)
        {
            Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
            await world.Logs.Until("TokenRequestFailed", ct);
            world.Time.Advance(TimeSpan.FromMinutes(10));
        }

        await world.GetAsync(ct);
        await world.Logs.Until("TokenRequestsRecovered", ct);

        Assert.That(world.Logs.Count("TokenRequestFailed"), Is.EqualTo(3));
        Assert.That(
            world.Logs.At(LogLevel.Information).Where(IsOurs).Select(FirstWord),
            Is.EqualTo(new[] { "TokenRequestFailed", "TokenRequestsRecovered" }));
    }

    [Test]
    public async Task Renewals_that_never_failed_have_not_recovered(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => number < 4 ? null : new HttpResponseMessage(HttpStatusCode.BadRequest);

        for (var i = 0; i < 3; i++)
        {
            await world.Auth.CreateTokenAsync(cancellationToken: ct);
        }

        Assert.That(async () => await world.Auth.CreateTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());
        await world.Logs.Until("TokenRequestFailed", ct);

        Assert.That(world.Logs.Count("TokenRequestsRecovered"), Is.Zero);
    }

    [Test]
    public async Task A_failure_with_new_options_is_an_incident_of_its_own(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        await world.Logs.Until("TokenRequestFailed", ct);

        world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options => options.UseSonetel("user", "wrong as well"));
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        await world.Logs.Until("TokenRequestFailed", ct);

        Assert.That(world.Logs.At(LogLevel.Warning).Where(IsOurs).Select(FirstWord), Is.EqualTo(new[] { "TokenRequestFailed", "TokenRequestFailed" }));
    }

    [Test]
    public async Task No_token_is_said_only_where_there_is_none(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.BadGateway);
        world.Time.Advance(TimeSpan.FromMinutes(56));
        await world.GetAsync(ct);
        await world.Logs.Until("TokenRequestFailed", ct);
        Assert.That(world.Logs.At(LogLevel.Warning).Single(), Does.Contain("continues with the one it has"));

        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        await world.Logs.Until("TokenRequestFailed", ct);

        Assert.That(world.Logs.At(LogLevel.Warning).Last(), Does.Contain("has none"));
    }

    [Test]
    public async Task The_default_account_has_a_name_and_nothing_is_null(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => number switch
        {
            1 => new HttpResponseMessage(HttpStatusCode.BadRequest),
            2 => throw new HttpRequestException("no connection"),
            _ => null,
        };

        for (var i = 0; i < 3; i++)
        {
            try
            {
                await world.GetAsync(ct).WaitWhileAdvancing(world.Time, ct);
            }
            catch (SonetelAuthException)
            {
                world.Time.Advance(TimeSpan.FromMinutes(15));
            }
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(world.Logs.At(LogLevel.Trace), Has.None.Contains("(null)"));
            Assert.That(world.Logs.At(LogLevel.Trace), Has.None.Contains("Account ''").And.Some.Contains("Account 'default'"));
        }
    }

    [Test]
    public void The_ids_of_log_events_have_no_gap_and_each_has_a_name_of_its_own()
    {
        var events = Events();

        Assert.That(events.Select(logged => logged.EventId).Order(), Is.EqualTo(Enumerable.Range(1, events.Length)));
        Assert.That(events.Select(logged => logged.EventName), Is.Unique.And.All.Not.Null);
    }

    [Test]
    public void The_packages_README_lists_each_log_event()
    {
        var readme = File.ReadLines(Path.Combine(Here(), "..", "..", "..", "src", "Sonetel.Http", "README.md"));
        var listed = readme.Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 4 && int.TryParse(cells[1], out _))
            .Select(cells => $"{cells[1]} {cells[2]}");

        Assert.That(listed, Is.EquivalentTo(Events().Select(logged => $"{logged.EventId} {logged.EventName}")));
    }

    [Test]
    public async Task The_claim_of_a_process_that_is_gone_is_told_of_once(Ct ct)
    {
        await using var world = new TestWorld();
        var account = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings;
        var left = new TokenSet(null, null, world.Time.GetUtcNow(), 1) { Renewer = "another-process" };
        await world.Provider.GetRequiredService<MemoryTokenStore>().SetAsync(account.Key, left, ct);

        await world.GetAsync(ct).WaitWhileAdvancing(world.Time, ct);

        Assert.That(world.Logs.Count("AbandonedClaimFound"), Is.EqualTo(1));
    }

    private static LoggerMessageAttribute[] Events() =>
        [.. typeof(Log).GetMethods().Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()];

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static bool IsOurs(string line) => line.StartsWith("Token", StringComparison.Ordinal);

    private static string FirstWord(string line) => line.Split(' ')[0];
}
