using System.Diagnostics;

namespace Sonetel.Http.ServerTests;

/// <summary>Traffic over several lifetimes, with a server that revokes the whole family of a refresh token that comes twice.</summary>
internal sealed class LifetimeTests
{
    // Four fifths, as a rule; where a token request took long, as it does on a busy machine, the library leaves room for the next one.
    private const double LeastShareBeforeRenewal = 0.45;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(6);

    [TestCase(false, TestName = "A_user_renews_once_per_lifetime_by_the_refresh_token(JWT)")]
    [TestCase(true, TestName = "A_user_renews_once_per_lifetime_by_the_refresh_token(opaque)")]
    [CancelAfter(40_000)]
    public async Task A_user_renews_once_per_lifetime_by_the_refresh_token(bool opaque, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(Settings(opaque), ct);
        var process = system.StartProcess();

        await LiveAsync(system, process, tokens: 3, ct);

        Assert.That(system.Server.Log.CountOf("password"), Is.EqualTo(1), system.Server.Log.ToString());
    }

    [Test]
    [CancelAfter(40_000)]
    public async Task A_client_signs_in_once_per_lifetime(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(Settings(opaque: false), ct);
        var process = system.StartProcess(TestSystem.UseClientCredentials);

        await LiveAsync(system, process, tokens: 3, ct);

        Assert.That(system.Server.Log.CountOf("client_credentials"), Is.EqualTo(system.Server.Log.Count), system.Server.Log.ToString());
    }

    [Test]
    [CancelAfter(40_000)]
    public async Task Whoever_has_nothing_but_a_refresh_token_lives_on_it(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(Settings(opaque: true), ct);
        var tokens = await system.StartProcess().Auth.CreateTokenAsync(cancellationToken: ct);
        var process = system.StartProcess(options => UseRefreshToken(options, tokens.RefreshToken!));
        system.Server.Log.Clear();

        await LiveAsync(system, process, tokens: 3, ct);

        Assert.That(system.Server.Log.CountOf("refresh_token"), Is.EqualTo(system.Server.Log.Count), system.Server.Log.ToString());
    }

    [Test]
    [CancelAfter(40_000)]
    public async Task Three_processes_on_one_store_renew_once_per_lifetime(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(Settings(opaque: false), ct);
        var store = new MemoryTokenStore();
        var processes = Enumerable.Range(0, 3)
            .Select(_ => system.StartProcess(build: builder => builder.UseTokenStore(_ => store)))
            .ToArray();

        await LiveAsync(system, processes, tokens: 3, ct);
    }

    [Test]
    [NonParallelizable]
    [CancelAfter(40_000)]
    public async Task No_call_fails_where_a_token_ends_before_it_says(Ct ct)
    {
        // A JWT's seconds are whole: of three of them up to one is lost, and the API refuses what should be good for as long.
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { AccessTokenLifetime = TimeSpan.FromSeconds(3) }, ct);
        var start = Stopwatch.GetTimestamp();
        var traffic = new Traffic(system.StartProcess().Client);

        await Eventually.HoldsAsync(() => system.Server.Log.Count >= 5, ct);
        await traffic.StopAsync();

        AssertNothingFailed(system, traffic, start);
    }

    private static Task LiveAsync(TestSystem system, Process process, int tokens, Ct ct) => LiveAsync(system, [process], tokens, ct);

    private static async Task LiveAsync(TestSystem system, Process[] processes, int tokens, Ct ct)
    {
        var start = Stopwatch.GetTimestamp();
        var traffic = Array.ConvertAll(processes, process => new Traffic(process.Client));

        // The last token is used as well.
        await Eventually.HoldsAsync(() => system.Api.AcceptedTokens.Count >= tokens, ct);
        await Task.WhenAll(traffic.Select(callers => callers.StopAsync()));

        using (Assert.EnterMultipleScope())
        {
            Array.ForEach(traffic, callers => AssertNothingFailed(system, callers, start));

            // Each token was used, but for one that a renewal brought at the very end.
            var accepted = system.Api.AcceptedTokens.Count;
            Assert.That(system.Server.Log.Count, Is.InRange(accepted, accepted + 1), system.Server.Log.ToString());
            Assert.That(system.Server.Log.CountOf("password"), Is.LessThanOrEqualTo(1));
        }
    }

    private static void AssertNothingFailed(TestSystem system, Traffic traffic, long start)
    {
        var requests = system.Server.Log.All;
        var elapsed = Stopwatch.GetElapsedTime(start, requests[^1].Timestamp);
        var least = (requests.Count - 1) * LeastShareBeforeRenewal * system.Server.Settings.AccessTokenLifetime;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(traffic.Failures, Is.Empty, system.Server.Log.ToString());
            Assert.That(traffic.Succeeded, Is.GreaterThan(20));
            Assert.That(elapsed, Is.GreaterThan(least), system.Server.Log.ToString());
            Assert.That(system.Server.Log.SpentTwice, Is.Zero);
            Assert.That(system.Server.Log.Reuses, Is.Zero);
        }
    }

    private static AuthServerSettings Settings(bool opaque) => new() { AccessTokenLifetime = Lifetime, Opaque = opaque };

    private static void UseRefreshToken(SonetelAuthOptions options, string refreshToken)
    {
        options.GrantType = GrantType.RefreshToken;
        (options.Username, options.Password, options.RefreshToken) = (null, null, refreshToken);
    }
}
