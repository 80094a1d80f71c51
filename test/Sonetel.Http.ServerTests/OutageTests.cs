namespace Sonetel.Http.ServerTests;

/// <summary>The server is gone and comes back, and answers get lost on their way.</summary>
internal sealed class OutageTests
{
    [Test]
    [CancelAfter(40_000)]
    public async Task While_the_token_is_good_no_call_notices_that_the_server_is_gone(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(Settings(TimeSpan.FromMinutes(10)), ct);
        var process = system.StartProcess();
        var traffic = new Traffic(process.Client);
        await Eventually.HoldsAsync(() => traffic.Succeeded >= 20, ct);

        await system.Server.StopAsync(ct);
        var failure = Assert.ThrowsAsync<SonetelAuthException>(() => process.Auth.CreateTokenAsync(cancellationToken: ct));
        var before = traffic.Succeeded;
        await Eventually.HoldsAsync(() => traffic.Succeeded >= before + 100, ct);
        await system.Server.StartAsync(ct);
        await process.Auth.CreateTokenAsync(cancellationToken: ct);
        await Eventually.HoldsAsync(() => system.Api.AcceptedTokens.Count == 2, ct);
        await traffic.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.IsTransient, Is.True);
            Assert.That(traffic.Failures, Is.Empty);
            Assert.That(system.Server.Log.SpentTwice, Is.Zero);
            Assert.That(system.Server.Log.Count, Is.EqualTo(2), system.Server.Log.ToString());
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(40_000)]
    public async Task When_the_server_is_back_after_the_token_has_ended_the_calls_work_again_by_themselves(bool client, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(Settings(TimeSpan.FromSeconds(4)), ct);
        var process = system.StartProcess(client ? TestSystem.UseClientCredentials : null);
        var traffic = new Traffic(process.Client);
        await Eventually.HoldsAsync(() => traffic.Succeeded >= 20, ct);

        await system.Server.StopAsync(ct);
        await Eventually.HoldsAsync(() => traffic.Failures.Count > 0, ct);
        await system.Server.StartAsync(ct);
        await Eventually.HoldsAsync(() => system.Api.AcceptedTokens.Count == 2, ct);
        var failures = traffic.Failures;
        var before = traffic.Succeeded;
        await Eventually.HoldsAsync(() => traffic.Succeeded >= before + 50, ct);
        await traffic.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(traffic.Failures.Skip(failures.Count), Is.Empty);
            Assert.That(system.Server.Log.Reuses, Is.Zero, system.Server.Log.ToString());
            Assert.That(system.Server.Log.SpentTwice, Is.Zero);
            Assert.That(system.Server.Log.Count, Is.EqualTo(2), system.Server.Log.ToString());
        }
    }

    [Test]
    [CancelAfter(40_000)]
    public async Task A_lost_answer_to_a_refresh_costs_a_sign_in_and_no_second_use(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(Settings(TimeSpan.FromMinutes(10)), ct);
        var process = system.StartProcess();
        await process.Auth.GetAccessTokenAsync(ct);

        system.Server.LoseNextAnswer();
        var tokens = await RenewAsync(process, ct);
        await process.Auth.CreateTokenAsync(cancellationToken: ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokens.RefreshToken, Is.Not.Null);
            Assert.That(system.Server.Log.CountOf("password"), Is.EqualTo(2), system.Server.Log.ToString());
            Assert.That(system.Server.Log.CountOf("refresh_token"), Is.EqualTo(2), system.Server.Log.ToString());
            Assert.That(system.Server.Log.SpentTwice, Is.Zero);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(40_000)]
    public async Task No_call_fails_when_the_answer_to_a_renewal_is_lost_under_traffic(bool opaque, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(Settings(TimeSpan.FromSeconds(5)) with { Opaque = opaque }, ct);
        var traffic = new Traffic(system.StartProcess().Client);
        await Eventually.HoldsAsync(() => traffic.Succeeded >= 20, ct);

        system.Server.LoseNextAnswer();
        await Eventually.HoldsAsync(() => system.Server.Log.All.Any(exchange => exchange.IsLost), ct);
        await Eventually.HoldsAsync(() => system.Server.Log.All.SkipWhile(exchange => !exchange.IsLost).Count() >= 2, ct);
        await traffic.EachCallerSucceedsAsync(ct);
        await traffic.StopAsync();

        var sinceLost = system.Server.Log.All.SkipWhile(exchange => !exchange.IsLost).Select(exchange => exchange.GrantType).Take(2);
        string[] grants = ["refresh_token", "password"];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(traffic.Failures, Is.Empty);
            Assert.That(sinceLost, Is.EqualTo(grants), system.Server.Log.ToString());
            Assert.That(system.Server.Log.SpentTwice, Is.Zero);
        }
    }

    [Test]
    [CancelAfter(40_000)]
    public async Task A_lost_answer_is_asked_for_again_by_who_has_nothing_else_within_the_servers_grace(Ct ct)
    {
        var settings = Settings(TimeSpan.FromMinutes(10)) with { ReuseLeeway = TimeSpan.FromSeconds(30) };
        await using var system = await TestSystem.StartAsync(settings, ct);
        var first = await system.StartProcess().Auth.CreateTokenAsync(cancellationToken: ct);
        var process = system.StartProcess(options =>
        {
            options.GrantType = GrantType.RefreshToken;
            (options.Username, options.Password, options.RefreshToken) = (null, null, first.RefreshToken);
        });

        system.Server.LoseNextAnswer();
        var tokens = await RenewAsync(process, ct);
        var next = await process.Auth.CreateTokenAsync(cancellationToken: ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(next.RefreshToken, Is.Not.Null.And.Not.EqualTo(tokens.RefreshToken));
            Assert.That(system.Server.Log.SpentTwice, Is.EqualTo(1), system.Server.Log.ToString());
            Assert.That(system.Server.Log.Reuses, Is.Zero, system.Server.Log.ToString());
        }
    }

    // A caller may be told of the lost answer; whoever asks again gets the token once the back-off has passed.
    private static async Task<TokenSet> RenewAsync(Process process, Ct ct)
    {
        while (true)
        {
            try
            {
                return await process.Auth.CreateTokenAsync(cancellationToken: ct);
            }
            catch (SonetelAuthException failure) when (failure.IsTransient)
            {
                await Task.Delay(failure.RetryAfter ?? TimeSpan.FromMilliseconds(10), ct);
            }
        }
    }

    private static AuthServerSettings Settings(TimeSpan lifetime) => new() { AccessTokenLifetime = lifetime };
}
