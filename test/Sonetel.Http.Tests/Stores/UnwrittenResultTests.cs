namespace Sonetel.Http.Tests.Stores;

/// <summary>The next token is needed while the last one is not in the store yet.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UnwrittenResultTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly UnsteadyStore _store = new();

    [Test]
    public async Task An_account_that_can_sign_in_waits_for_no_store_that_cannot_be_written_to(Ct ct)
    {
        await using var world = await HoldingUnwrittenAsync(new FleetWorlds(_store).Start(), ct);

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));

        Assert.That(world.Endpoint.Bodies[1], Does.StartWith("grant_type=password"));
    }

    [Test]
    public async Task The_only_refresh_token_is_used_once_it_is_written_and_callers_wait_for_that(Ct ct)
    {
        var fleet = new FleetWorlds(_store);
        await using var world = await HoldingUnwrittenAsync(fleet.StartWithRefreshTokenOnly(), ct);
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();

        for (var second = 0; second < 10; second++)
        {
            await fleet.Time.StepAsync(Step, ct);
        }

        Assert.That((waiting.IsCompleted, fleet.Endpoint.Requests), Is.EqualTo((false, 1)));
        _store.FailsWrites = false;
        Assert.That((await fleet.Time.StepUntil(waiting, Step, ct)).Value, Is.EqualTo("token-2"));
        Assert.That(fleet.Endpoint.Bodies[1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_store_that_rejects_it_for_a_few_seconds_costs_no_sign_in(Ct ct)
    {
        var (store, memory, rejects) = (Substitute.For<ITokenStore>(), new MemoryTokenStore(), true);
        store.GetAsync("", default).ReturnsForAnyArgs(call => memory.GetAsync(call.Arg<string>(), ct));
        store.SetAsync("", null!, default).ReturnsForAnyArgs(call => rejects && call.Arg<TokenSet>().Renewer is null
            ? new ValueTask<bool>(false)
            : memory.SetAsync(call.Arg<string>(), call.Arg<TokenSet>(), ct));
        var fleet = new FleetWorlds(store);
        await using var world = await HoldingUnwrittenAsync(fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10)), ct);
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();

        for (var second = 0; second < 10; second++)
        {
            await fleet.Time.StepAsync(Step, ct);
        }

        rejects = false;
        await fleet.Time.StepUntil(waiting, Step, ct);
        Assert.That(fleet.Endpoint.Bodies.Skip(1).Single(), Does.Contain("refresh_token=refresh-1"));
    }

    // Its token is out, and the store has only the claim that it was received under.
    private async Task<TestWorld> HoldingUnwrittenAsync(TestWorld world, Ct ct)
    {
        world.Endpoint.Answer = (_, _) =>
        {
            _store.FailsWrites = true;
            return null;
        };
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (_, _) => null;
        world.Time.Advance(TimeSpan.FromHours(2));
        return world;
    }
}
