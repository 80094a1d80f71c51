namespace Sonetel.Http.Tests.Stores;

/// <summary>A claim that the store did not acknowledge may stand, or may never have arrived.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClaimOfUnknownOutcomeTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _readFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScriptedStore _store = new();
    private readonly FleetWorlds _fleet;

    public ClaimOfUnknownOutcomeTests() => _fleet = new FleetWorlds(_store);

    [Test]
    public async Task It_is_given_back_once_the_store_can_be_read_if_it_stands([Values] bool canSignIn, Ct ct)
    {
        await using var world = Start(canSignIn);
        await world.Auth.GetAccessTokenAsync(ct);
        var (isDown, failedReads, isGivenBack) = (false, 0, false);
        _store.BeforeGet = () => isDown && ++failedReads > 0 ? throw new IOException("down") : Task.CompletedTask;
        _store.BeforeSet = async tokens =>
        {
            isDown = true;
            await _store.Memory.SetAsync(world.Key, tokens, ct);
            throw new IOException("the acknowledgement is lost");
        };
        _fleet.Time.Advance(TimeSpan.FromMinutes(58));
        await world.Auth.GetAccessTokenAsync(ct);

        // Three reads at most follow the claim itself.
        while (failedReads < 4)
        {
            await _fleet.Time.StepAsync(Step, ct);
        }

        Assert.That((await _store.Memory.GetAsync(world.Key, ct))!.Renewer, Is.Not.Null);
        _store.BeforeSet = tokens =>
        {
            isGivenBack |= tokens is { Renewer: null, AccessToken.Value: "token-1" };
            return Task.CompletedTask;
        };
        isDown = false;

        while (!isGivenBack)
        {
            await _fleet.Time.StepAsync(Step, ct);
        }
    }

    [Test]
    public async Task If_it_never_arrived_the_claim_of_another_process_stays([Values] bool canSignIn, Ct ct)
    {
        await using var world = Start(canSignIn);
        await world.Auth.GetAccessTokenAsync(ct);
        var isDown = false;
        _store.BeforeGet = () => isDown ? FailRead() : Task.CompletedTask;
        _store.BeforeSet = async tokens =>
        {
            if (_claimed.Task.IsCompleted)
            {
                return;
            }

            isDown = true;
            await _store.Memory.SetAsync(world.Key, tokens with { Renewer = "another process" }, ct);
            _claimed.TrySetResult();
            throw new IOException("lost on the way");
        };
        _fleet.Time.Advance(TimeSpan.FromMinutes(58));
        await world.Auth.GetAccessTokenAsync(ct);
        await _claimed.Task.WaitAsync(ct);
        await _readFailed.Task.WaitAsync(ct);

        isDown = false;
        await _fleet.Time.StepAsync(Step, ct);
        await _fleet.Time.StepAsync(Step, ct);

        Assert.That((await _store.Memory.GetAsync(world.Key, ct))!.Renewer, Is.EqualTo("another process"));
        Assert.That(_fleet.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task If_it_never_arrived_the_row_does_not_pass_for_one_that_the_store_forgot(Ct ct)
    {
        await using var world = Start(canSignIn: false);
        await world.Auth.GetAccessTokenAsync(ct);
        var row = (await _store.Memory.GetAsync(world.Key, ct))!;

        // Of a process whose clock is an hour behind.
        var token = new AccessToken { Value = "later", ExpiresAt = row.AcquiredAt };
        var later = row with { AccessToken = token, RefreshToken = "refresh-later", AcquiredAt = row.AcquiredAt.AddHours(-1), Generation = row.Generation + 1 };
        await _store.Memory.SetAsync(world.Key, later, ct);
        var (isDown, isLost) = (false, false);
        _store.BeforeGet = () => isDown ? FailRead() : Task.CompletedTask;
        _store.BeforeSet = tokens =>
        {
            isDown = !isLost;
            isLost = true;
            _claimed.TrySetResult();
            return isDown ? throw new IOException("lost on the way") : Task.CompletedTask;
        };
        _fleet.Time.Advance(TimeSpan.FromHours(1));
        var next = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await _claimed.Task.WaitAsync(ct);
        await _readFailed.Task.WaitAsync(ct);

        isDown = false;
        await _fleet.Time.StepByPauses(next.ContinueWith(_ => true, TaskScheduler.Default), ct);
        _fleet.Time.Advance(TimeSpan.FromSeconds(10));
        await _fleet.Time.StepByPauses(world.Auth.GetAccessTokenAsync(ct).AsTask(), ct);

        Assert.That(_fleet.Endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-later"));
    }

    private Task FailRead()
    {
        _readFailed.TrySetResult();
        throw new IOException("down");
    }

    private TestWorld Start(bool canSignIn) => canSignIn ? _fleet.Start() : _fleet.StartWithRefreshTokenOnly();
}
