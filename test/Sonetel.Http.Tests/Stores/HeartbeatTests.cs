using System.Collections.Concurrent;
using System.Net;

namespace Sonetel.Http.Tests.Stores;

/// <summary>The writes that keep a claim alive while its token request is on.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ScriptedStore _store = new();
    private readonly FleetWorlds _fleet;

    public HeartbeatTests() => _fleet = new FleetWorlds(_store);

    [Test]
    public async Task Each_is_one_write_and_no_read(Ct ct)
    {
        await using var world = _fleet.StartWithRefreshTokenOnly();
        _fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await _fleet.Endpoint.Arrived(ct);
        await _fleet.Time.TimerStarted(IsHeartbeat, ct);
        var (reads, writes) = (0, 0);
        _store.BeforeGet = () => Task.FromResult(++reads);
        _store.BeforeSet = _ => Task.FromResult(++writes);

        for (var heartbeat = 0; heartbeat < 3; heartbeat++)
        {
            _fleet.Time.Advance(Second);
            await _fleet.Time.TimerStarted(IsHeartbeat, ct);
        }

        Assert.That((reads, writes), Is.EqualTo((0, 3)));
        _fleet.Endpoint.Release();
        await waiting;
    }

    [Test]
    public async Task One_of_unknown_outcome_keeps_the_claim([Values] bool arrives, Ct ct)
    {
        var (isLost, generations) = (false, new ConcurrentQueue<long>());
        await using var world = _fleet.StartWithRefreshTokenOnly();
        _store.BeforeSet = async tokens =>
        {
            generations.Enqueue(tokens.Generation);

            if (isLost)
            {
                isLost = false;
                await (arrives ? _store.Memory.SetAsync(world.Key, tokens, ct).AsTask() : Task.CompletedTask);
                throw new IOException("lost");
            }
        };
        _fleet.Endpoint.Answer = (number, _) => number == 1 ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost") : null;
        _fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await _fleet.Endpoint.Arrived(ct);
        await _fleet.Time.TimerStarted(IsHeartbeat, ct);
        isLost = true;
        _fleet.Time.Advance(Second);
        await _fleet.Time.TimerStarted(IsHeartbeat, ct);

        _fleet.Endpoint.Release();

        // The claim, the heartbeat, and the result of the second request, without a claim or a rejected write in between.
        Assert.That((await waiting).Value, Is.EqualTo("token-2"));
        Assert.That(generations, Is.EqualTo(arrives ? new[] { 1, 2, 3 } : [1, 2, 2]));
    }

    [TestCase("a response")]
    [TestCase("a refusal")]
    [TestCase("the end of the process")]
    public async Task None_comes_between_what_ends_the_request_and_its_write(string end, Ct ct)
    {
        var (claims, ended, released) = (0, NewGate(), NewGate());
        _store.BeforeSet = tokens =>
        {
            if (tokens.Renewer is not null)
            {
                Interlocked.Increment(ref claims);
                return Task.CompletedTask;
            }

            ended.TrySetResult();
            return released.Task;
        };
        await using var world = _fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10));
        _fleet.Endpoint.Answer = (_, _) => end is "a refusal" ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;
        _fleet.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await _fleet.Endpoint.Arrived(ct);
        await _fleet.Time.TimerStarted(IsHeartbeat, ct);
        var ending = Task.CompletedTask;

        if (end is "the end of the process")
        {
            ending = world.Provider.DisposeAsync().AsTask();
        }
        else
        {
            _fleet.Endpoint.Release();
        }

        await ended.Task.WaitAsync(ct);
        await _fleet.Time.StepAsync(Second, ct);
        await _fleet.Time.StepAsync(Second, ct);

        Assert.That(claims, Is.EqualTo(1));
        released.TrySetResult();
        await ((Task)waiting).WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _fleet.Time.StepUntil(ending.ContinueWith(_ => true, TaskScheduler.Default), Second, ct);
    }

    private static bool IsHeartbeat(TimeSpan due) => due == Second;

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
