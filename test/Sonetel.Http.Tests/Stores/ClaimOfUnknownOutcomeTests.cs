namespace Sonetel.Http.Tests.Stores;

/// <summary>A claim that the store did not acknowledge may stand, or may never have arrived.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClaimOfUnknownOutcomeTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly ScriptedStore _store = new();
    private readonly FleetWorlds _fleet;

    public ClaimOfUnknownOutcomeTests() => _fleet = new FleetWorlds(_store);

    [Test]
    public async Task It_is_given_back_once_the_store_can_be_read_if_it_stands([Values] bool canSignIn, Ct ct)
    {
        await using var world = Start(canSignIn);
        await world.Auth.GetAccessTokenAsync(ct);
        var isDown = false;
        _store.BeforeGet = () => isDown ? throw new IOException("down") : Task.CompletedTask;
        _store.BeforeSet = async tokens =>
        {
            isDown = true;
            await _store.Memory.SetAsync(world.Key, tokens, ct);
            throw new IOException("the acknowledgement is lost");
        };
        _fleet.Time.Advance(TimeSpan.FromMinutes(58));
        await world.Auth.GetAccessTokenAsync(ct);
        await _fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
        Assert.That((await _store.Memory.GetAsync(world.Key, ct))!.Renewer, Is.Not.Null);

        (isDown, _store.BeforeSet) = (false, static _ => Task.CompletedTask);
        await _fleet.Time.StepAsync(TimeSpan.FromSeconds(2), ct);

        var row = (await _store.Memory.GetAsync(world.Key, ct))!;
        Assert.That((row.Renewer, row.AccessToken!.Value), Is.EqualTo(((string?)null, "token-1")));
    }

    [Test]
    public async Task If_it_never_arrived_the_claim_of_another_process_stays([Values] bool canSignIn, Ct ct)
    {
        await using var world = Start(canSignIn);
        await world.Auth.GetAccessTokenAsync(ct);
        var isDown = false;
        _store.BeforeGet = () => isDown ? throw new IOException("down") : Task.CompletedTask;
        _store.BeforeSet = async tokens =>
        {
            if (!isDown)
            {
                isDown = true;
                await _store.Memory.SetAsync(world.Key, tokens with { Renewer = "another process" }, ct);
                throw new IOException("lost on the way");
            }
        };
        _fleet.Time.Advance(TimeSpan.FromMinutes(58));
        await world.Auth.GetAccessTokenAsync(ct);
        await _fleet.Time.StepAsync(Step, ct);

        isDown = false;
        await _fleet.Time.StepAsync(Step, ct);
        await _fleet.Time.StepAsync(Step, ct);

        Assert.That((await _store.Memory.GetAsync(world.Key, ct))!.Renewer, Is.EqualTo("another process"));
        Assert.That(_fleet.Endpoint.Requests, Is.EqualTo(1));
    }

    private TestWorld Start(bool canSignIn) => canSignIn ? _fleet.Start() : _fleet.StartWithRefreshTokenOnly();
}
