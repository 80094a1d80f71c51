using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Diagnostics;

[CancelAfter(30_000)]
public sealed class MetricTests
{
    private const string TokenRequests = "sonetel.token.request.duration";
    private const string Waits = "sonetel.token.wait.duration";
    private const string Refused = "sonetel.request.refused";
    private const string FailedFast = "sonetel.request.failed_fast";
    private const string Remaining = "sonetel.token.remaining";
    private const string StoreCalls = "sonetel.store.duration";

    [Test]
    public async Task Each_token_request_is_measured_with_its_grant_and_its_cause(Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);

        await world.GetAsync(ct);
        world.Time.Advance(TimeSpan.FromMinutes(56));
        await world.GetAsync(ct);
        await world.TokenAfter("token-1", ct);
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.GetAsync(ct);
        world.Revoked.Add("Bearer token-3");
        await world.GetAsync(ct);
        await world.Auth.CreateTokenAsync(cancellationToken: ct);

        Assert.That(measured.Tags(TokenRequests), Is.EqualTo(new[]
        {
            "sonetel.grant=password sonetel.renewal.cause=cold",
            "sonetel.grant=refresh_token sonetel.renewal.cause=ahead",
            "sonetel.grant=refresh_token sonetel.renewal.cause=expired",
            "sonetel.grant=refresh_token sonetel.renewal.cause=refused",
            "sonetel.grant=refresh_token sonetel.renewal.cause=asked",
        }));
    }

    [TestCase("invalid_grant", "invalid_grant")]
    [TestCase("user_42_is_unknown", "_OTHER")]
    public async Task An_error_that_is_no_known_code_is_no_tag(string code, string errorType, Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, code);

        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That(measured.Tags(TokenRequests).Single(), Does.EndWith($" error.type={errorType}"));
    }

    [Test]
    public async Task Only_callers_that_waited_count_as_waits(Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);
        world.Endpoint.Hold();
        var callers = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.GetAsync(ct)));
        await world.Endpoint.Arrived(ct);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        world.Endpoint.Release();
        await callers;

        await world.GetAsync(ct);

        Assert.That(measured.Values(Waits), Is.EqualTo(new[] { 2.0, 2.0, 2.0 }));
    }

    [Test]
    public async Task Requests_that_fail_while_a_refusal_holds_are_counted(Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");

        for (var i = 0; i < 3; i++)
        {
            Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        }

        Assert.That(measured.Values(FailedFast), Is.EqualTo(new[] { 1.0, 1.0 }));
    }

    [Test]
    public async Task The_remaining_time_is_that_of_registered_accounts(Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);
        await world.GetAsync(ct);
        var atRunTime = world.Provider.GetRequiredService<ISonetelAuthFactory>().Set("customer-42", o => o.UseSonetel("a", "b"));
        await atRunTime.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromMinutes(20));

        measured.Collect();

        Assert.That(measured.Tags(Remaining), Is.EqualTo(new[] { "sonetel.account=default" }));
        Assert.That(measured.Values(Remaining), Is.EqualTo(new[] { 2_400.0 }));
    }

    [Test]
    [NonParallelizable]
    public async Task The_remaining_time_of_run_time_accounts_is_opt_in(Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);
        var atRunTime = world.Provider.GetRequiredService<ISonetelAuthFactory>().Set("customer-42", o => o.UseSonetel("a", "b"));
        await atRunTime.GetAccessTokenAsync(ct);

        AppContext.SetSwitch("Sonetel.Http.MeasureRunTimeAccounts", true);

        try
        {
            measured.Collect();
        }
        finally
        {
            AppContext.SetSwitch("Sonetel.Http.MeasureRunTimeAccounts", false);
        }

        Assert.That(measured.Tags(Remaining), Does.Contain("sonetel.account=customer-42"));
    }

    [Test]
    public async Task Calls_of_the_store_are_measured_by_operation_and_failure(Ct ct)
    {
        var store = Substitute.For<ITokenStore>();
        var failure = new IOException("the store of user@example.com is down");
        store.GetAsync(Arg.Any<string>(), Arg.Any<Ct>()).Returns(_ => new ValueTask<TokenSet?>(Task.FromException<TokenSet?>(failure)));
        await using var world = new TestWorld(build: account => account.UseTokenStore(_ => store));
        using var measured = new Measured(world.Provider);
        var resilient = world.Provider.GetRequiredService<TokenStores>().For(string.Empty).Store;

        await resilient.ReadAsync(async: true, "key", ct);
        await resilient.WriteAsync(async: true, "key", new TokenSet(null, null, default, 1), ct);

        Assert.That(measured.Tags(StoreCalls), Is.EqualTo(new[] { "sonetel.operation=get error.type=_OTHER", "sonetel.operation=set" }));
    }

    [Test]
    public async Task Two_service_providers_do_not_mix(Ct ct)
    {
        await using var one = new TestWorld();
        await using var other = new TestWorld();
        using var ofOne = new Measured(one.Provider);
        using var ofOther = new Measured(other.Provider);

        await one.GetAsync(ct);

        Assert.That(ofOne.Tags(TokenRequests), Has.Exactly(1).Items);
        Assert.That(ofOther.Tags(TokenRequests), Is.Empty);
    }

    [Test]
    public async Task The_meter_has_the_version_of_the_package_and_units_of_OpenTelemetry(Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);
        await world.GetAsync(ct);
        world.Revoked.Add("Bearer token-1");
        await world.GetAsync(ct);
        measured.Collect();

        var instruments = measured.Instruments.ToDictionary(instrument => instrument.Name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(instruments.Values.Select(instrument => instrument.Meter.Version), Is.All.Matches(@"^\d+\.\d+\.\d+"));
            Assert.That(instruments[TokenRequests].Unit, Is.EqualTo("s"));
            Assert.That(instruments[Waits].Unit, Is.EqualTo("s"));
            Assert.That(instruments[StoreCalls].Unit, Is.EqualTo("s"));
            Assert.That(instruments[Remaining].Unit, Is.EqualTo("s"));
            Assert.That(instruments[Refused].Unit, Is.EqualTo("{request}"));
#if NET9_0_OR_GREATER
            var buckets = ((System.Diagnostics.Metrics.Histogram<double>)instruments[TokenRequests]).Advice!.HistogramBucketBoundaries;
            Assert.That((buckets![0], buckets[^1]), Is.EqualTo((0.005, 30.0)));
#endif
        }
    }
}
