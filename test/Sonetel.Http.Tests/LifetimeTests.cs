using System.Globalization;
using System.Net;
using System.Text;

namespace Sonetel.Http.Tests;

/// <summary>Rules 2 and 9: how long a token lasts, when it is renewed, and that no clock on the wall matters.</summary>
[CancelAfter(30_000)]
public sealed class LifetimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestCase("3600", 3_600)]
    [TestCase("\"3600\"", 3_600)]
    [TestCase("3600.9", 3_600.9)]
    [TestCase("1e3", 1_000)]
    [TestCase("\" 60 \"", 60)]
    [TestCase("0", 0)]
    [TestCase("-5", 0)]
    [TestCase("null", 7_200)]
    [TestCase("\"soon\"", 7_200)]
    [TestCase("\"NaN\"", 7_200)]
    [TestCase("\"Infinity\"", 7_200)]
    [TestCase("{}", 7_200)]
    [TestCase("[1]", 7_200)]
    [TestCase("true", 7_200)]
    [TestCase("1767229200", 3_600)]
    [TestCase("\"1767229200\"", 3_600)]
    [TestCase("1767225599", 0)]
    [TestCase("999999999", 999_999_999)]
    [TestCase("1e300", 36_500 * 86_400.0)]
    [TestCase("1767225660000", 60)]
    [TestCase("\"1767225660000\"", 60)]
    public void Expires_in_is_read_however_it_is_written(string expiresIn, double seconds)
    {
        Assert.That(TokenResponseReader.Read(Encoding.UTF8.GetBytes($$"""{"access_token":"opaque","expires_in":{{expiresIn}}}"""), out var answer), Is.Null);

        Assert.That(TokenLifetime.Of(answer, Now, TimeSpan.FromHours(2)).TotalSeconds, Is.EqualTo(seconds).Within(1e-3));
    }

    [Test]
    public async Task The_servers_clock_says_what_is_left_of_a_time_of_expiry(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) =>
        {
            var response = FakeTokenEndpoint.Json($$"""{"access_token":"token","expires_in":{{(Now + TimeSpan.FromHours(3)).ToUnixTimeSeconds()}}}""");
            response.Headers.Date = Now + TimeSpan.FromHours(2);
            return response;
        };

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(world.Auth.Status.ExpiresAt, Is.EqualTo(Now + TimeSpan.FromHours(1)));
    }

    [TestCase("""{"iat":100,"exp":700}""", 600)]
    [TestCase("""{"iat":100.5,"exp":"700.5"}""", 600)]
    [TestCase("""{"iat":100,"exp":7e2}""", 600)]
    [TestCase("""{"exp":1767225660}""", 60)]
    [TestCase("""{"iat":700,"exp":100}""", 7_200)]
    [TestCase("""{"iat":700,"exp":700}""", 7_200)]
    [TestCase("""{"iat":1767225600000,"exp":1767225660000}""", 60)]
    [TestCase("""{"exp":1767225660000}""", 60)]
    [TestCase("""{"iat":100,"exp":1e18}""", 36_500 * 86_400.0)]
    [TestCase("""{"iat":100}""", 7_200)]
    [TestCase("""{"iat":100,"exp":null}""", 7_200)]
    [TestCase("""{"iat":100,"exp":[700]}""", 7_200)]
    [TestCase("""[1]""", 7_200)]
    [TestCase("""{"exp":""", 7_200)]
    public void A_token_without_expires_in_lasts_as_long_as_its_JWT_says(string payload, double seconds)
    {
        var answer = new TokenResponse(Jwt(payload), null, null, null);

        Assert.That(TokenLifetime.Of(answer, Now, TimeSpan.FromHours(2)).TotalSeconds, Is.EqualTo(seconds).Within(1e-3));
    }

    // lifetime, ahead, skew, jitter → renew at, out at
    [TestCase(3_600, 300, 30, 0.0, 3_300, 3_570)]
    [TestCase(3_600, 300, 30, 1.0, 3_270, 3_570)]
    [TestCase(300, 300, 30, 0.0, 240, 270)]
    [TestCase(300, 300, 30, 1.0, 246, 270)]
    [TestCase(100, 300, 30, 0.0, 80, 90)]
    [TestCase(1, 300, 30, 0.0, 0.8, 0.9)]
    [TestCase(3_600, 0, 30, 0.5, 3_570, 3_570)]
    [TestCase(3_600, 0, 0, 0.5, 3_600, 3_600)]
    [TestCase(3_153_600_000, 300, 30, 0.0, 3_153_599_700, 3_153_599_970)]
    public void A_token_is_renewed_ahead_and_used_till_the_skew(double lifetime, double ahead, double skew, double jitter, double renewAt, double outAt)
    {
        var options = new SonetelAuthOptions { RefreshAhead = TimeSpan.FromSeconds(ahead), ExpirySkew = TimeSpan.FromSeconds(skew) };

        var times = RenewalTimes.For(from: 5_000, TimeSpan.FromSeconds(lifetime), options, jitter, frequency: 1_000);

        Assert.That(times, Is.EqualTo(new RenewalTimes(5_000 + (long)(renewAt * 1_000), 5_000 + (long)(outAt * 1_000), 5_000 + (long)(lifetime * 1_000))));
    }

    [Test]
    public async Task Past_the_renewal_time_one_renewal_starts_and_nobody_waits(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Hold();
        world.Time.Advance(TimeSpan.FromMinutes(55));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.GetAsync(ct)));
        Assert.That(world.Sent, Is.All.EqualTo("Bearer token-1"));
        world.Endpoint.Release();

        Assert.That(await world.TokenAfter("token-1", ct), Is.EqualTo("token-2"));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task Before_the_renewal_time_nothing_is_renewed(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Time.Advance(TimeSpan.FromMinutes(54.5) - TimeSpan.FromTicks(1));

        await world.GetAsync(ct);

        Assert.That(world.Logs.Count("TokenAcquired"), Is.EqualTo(1));
    }

    [TestCase(1)]
    [TestCase(-1)]
    public async Task A_wall_clock_that_jumps_a_day_changes_nothing(int days, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => FakeTokenEndpoint.Json($$"""{"access_token":"{{Jwt($$"""{"iat":1767225600,"exp":1767229200,"n":{{number}}}""")}}"}""");
        world.Time.WallClockError = TimeSpan.FromDays(-days);
        await world.GetAsync(ct);
        world.Time.WallClockError = TimeSpan.FromDays(days);

        await world.GetAsync(ct);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.GetAsync(ct);

        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_machine_that_slept_through_its_token_request_asks_again(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();
        var waiting = world.GetAsync(ct);
        await world.Endpoint.Arrived(ct);

        // Windows' monotonic clock goes on while the machine sleeps: every timer is due at once.
        world.Time.Advance(TimeSpan.FromHours(8));
        world.Endpoint.Release();

        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>().With.Property(nameof(SonetelAuthException.IsTransient)).True);
        world.Time.Advance(TimeSpan.FromHours(8));
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [TestCase("0")]
    [TestCase("-1")]
    public async Task A_token_without_a_lifetime_serves_those_who_wait_and_nobody_after_them(string expiresIn, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => FakeTokenEndpoint.Json($$"""{"access_token":"token-{{number}}","expires_in":{{expiresIn}}}""");
        world.Endpoint.Hold();

        var waiting = Enumerable.Range(0, 10).Select(_ => world.GetAsync(ct)).ToArray();
        world.Endpoint.Release();
        await Task.WhenAll(waiting);
        await world.GetAsync(ct);

        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
        Assert.That(world.Sent, Has.Count.EqualTo(11));
    }

    [Test]
    public async Task A_token_that_is_out_on_arrival_is_asked_for_once_more_instead_of_being_sent(Ct ct)
    {
        await using var world = new TestWorld(options => options.TokenRequestTimeout = TimeSpan.FromHours(10));
        world.Endpoint.Answer = (number, _) =>
        {
            world.Time.Advance(number == 1 ? TimeSpan.FromHours(2) : TimeSpan.Zero);
            return null;
        };

        await world.GetAsync(ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-2" }));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task After_a_token_that_was_out_on_arrival_one_503_gives_up_no_refresh_token(Ct ct)
    {
        await using var world = new TestWorld(options => options.TokenRequestTimeout = TimeSpan.FromHours(10));
        await world.GetAsync(ct);
        world.Endpoint.Answer = (number, _) =>
        {
            world.Time.Advance(number == 5 ? TimeSpan.FromHours(2) : TimeSpan.Zero);
            return number is 5 or 7 ? null : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        };
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        world.Time.Advance(TimeSpan.FromMinutes(15));

        await world.GetAsync(ct);

        Assert.That(world.Endpoint.Bodies.Skip(4), Has.ItemAt(0).Contains("refresh_token=refresh-1").And.Exactly(2).Contains("refresh_token=refresh-5"));
    }

    [Test]
    public async Task An_endpoint_whose_tokens_are_always_out_on_arrival_is_a_clear_error(Ct ct)
    {
        await using var world = new TestWorld(options => options.TokenRequestTimeout = TimeSpan.FromHours(10));
        world.Endpoint.Answer = (_, _) =>
        {
            world.Time.Advance(TimeSpan.FromHours(2));
            return null;
        };

        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("had expired when it arrived").And.Property("IsTransient").True);
        Assert.That((world.Sent.Count, world.Endpoint.Requests), Is.EqualTo((0, 2)));
    }

    [Test]
    public async Task A_renewal_that_brings_a_dead_token_fails_while_the_held_one_is_valid(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Lifetime = TimeSpan.Zero;
        world.Time.Advance(TimeSpan.FromMinutes(56));

        await world.GetAsync(ct);
        await world.Logs.Until("TokenRequestFailed", ct);

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That((world.Sent.Distinct().Single(), world.Auth.Status.LastFailure!.IsTransient), Is.EqualTo(("Bearer token-1", true)));
        Assert.That(await world.Auth.GetRefreshTokenAsync(ct), Is.EqualTo("refresh-2"), "the rotated one is the only one left");
    }

    [TestCase(1)]
    [TestCase(999_999_999)]
    public async Task The_shortest_and_the_longest_lifetime_work(double seconds, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Lifetime = TimeSpan.FromSeconds(seconds);
        await world.GetAsync(ct);
        world.Time.Advance(TimeSpan.FromSeconds(seconds * 0.79));
        await world.GetAsync(ct);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));

        world.Time.Advance(TimeSpan.FromSeconds(seconds * 0.22));
        await world.GetAsync(ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-1", "Bearer token-2" }));
    }

    [Test]
    public async Task The_lifetime_counts_from_before_the_request_was_sent(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(10));
            return null;
        };

        var token = await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(token.ExpiresAt.ToString("u", CultureInfo.InvariantCulture), Is.EqualTo("2026-01-01 01:00:00Z"));
    }

    [Test]
    public async Task A_background_renewal_carries_nothing_of_the_request_that_started_it(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        using var listener = new System.Diagnostics.ActivityListener { ShouldListenTo = _ => true, Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllData };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        var local = new AsyncLocal<string> { Value = "the request's" };
        using var parent = new System.Diagnostics.Activity("request").Start();
        var seen = new TaskCompletionSource<(string?, string?)>();
        world.Endpoint.Answer = (_, _) =>
        {
            seen.TrySetResult((local.Value, System.Diagnostics.Activity.Current?.RootId));
            return null;
        };
        world.Time.Advance(TimeSpan.FromMinutes(56));

        await world.GetAsync(ct);
        var (value, root) = await seen.Task.WaitAsync(ct);

        Assert.That(value, Is.Null);
        Assert.That(root, Is.Not.EqualTo(parent.RootId));
    }

    public static string Jwt(string payload) => $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(payload)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.c2ln";
}
