namespace Sonetel.Http.Tests.Stores;

/// <summary>Writes that a store loses, rejects or does not acknowledge, and what it has instead.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LostWriteTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestShortPause = TimeSpan.FromMilliseconds(200);

    private readonly ScriptedStore _store = new();
    private readonly FleetWorlds _fleet;

    public LostWriteTests() => _fleet = new FleetWorlds(_store);

    [Test]
    public async Task A_store_that_was_reset_to_before_the_last_write_gets_it_again_at_once(Ct ct)
    {
        var (claim, writes) = ((TokenSet?)null, 0);
        _store.BeforeSet = tokens => Task.FromResult(claim ??= tokens);
        await using var world = _fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        _store.Memory = await MemoryWith(world.Key, claim!, generation: 1);
        _store.BeforeSet = _ => Task.FromResult(++writes);

        _fleet.Time.Advance(TimeSpan.FromHours(1));
        await world.Auth.GetAccessTokenAsync(ct);

        // The lost set, the claim and the result: none of them was rejected.
        Assert.That(_fleet.Endpoint.Bodies[1], Does.Contain("refresh_token=refresh-1"));
        Assert.That(writes, Is.EqualTo(3));
    }

    [Test]
    public async Task A_store_that_was_emptied_during_a_request_has_the_result_soon(Ct ct)
    {
        await using var world = _fleet.StartWithRefreshTokenOnly();
        _fleet.Endpoint.Answer = (_, _) =>
        {
            _store.Memory = new MemoryTokenStore();
            return null;
        };

        await world.Auth.GetAccessTokenAsync(ct);

        while ((await _store.Memory.GetAsync(world.Key, ct))?.RefreshToken is not "refresh-1")
        {
            await _fleet.Time.StepAsync(Second, ct);
        }
    }

    // how far the row's generation is from the claim's → the token that the row has in the end
    [TestCase(-1, "token-2")]
    [TestCase(0, "of another process")]
    [TestCase(1, "of another process")]
    public async Task A_result_whose_write_failed_overwrites_an_older_copy_and_nothing_later(int ahead, string token, Ct ct)
    {
        await using var world = _fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var (failed, isReadAgain) = (false, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var claim = 0L;
        _store.BeforeGet = () => Task.FromResult(failed && isReadAgain.TrySetResult());
        _store.BeforeSet = async tokens =>
        {
            claim = tokens.Renewer is null ? claim : tokens.Generation;

            if (tokens.Renewer is null && !failed)
            {
                failed = true;
                _store.Memory = await MemoryWith(world.Key, Set(_fleet.Time.GetUtcNow()), claim + ahead);
                throw new IOException("down");
            }
        };
        _fleet.Time.Advance(TimeSpan.FromHours(1));

        await world.Auth.GetAccessTokenAsync(ct);
        await isReadAgain.Task.WaitAsync(ct);

        for (var second = 0; second < 5; second++)
        {
            await _fleet.Time.StepAsync(Second, ct);
        }

        Assert.That((await _store.Memory.GetAsync(world.Key, ct))!.AccessToken!.Value, Is.EqualTo(token));
    }

    // how many seconds later than the lost set the row's was acquired (null: no row) → the refresh token that is used
    [TestCase(null, "refresh-1")]
    [TestCase(-1, "refresh-1")]
    [TestCase(0, "refresh-9")]
    [TestCase(1, "refresh-9")]
    public async Task A_lost_set_that_could_not_be_restored_at_once_is_restored_unless_the_row_is_as_new_by_then(
        int? later, string refreshToken, Ct ct)
    {
        await using var world = _fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var (isDown, lost) = (true, (await _store.Memory.GetAsync(world.Key, ct))!);
        _store.Memory = new MemoryTokenStore();
        _store.BeforeSet = async _ =>
        {
            if (isDown)
            {
                isDown = false;
                var row = later is { } seconds ? Set(lost.AcquiredAt.AddSeconds(seconds)) : null;
                _store.Memory = row is null ? _store.Memory : await MemoryWith(world.Key, row, generation: 1);
                throw new IOException("down");
            }
        };
        _fleet.Time.Advance(TimeSpan.FromHours(1));

        await _fleet.Time.StepByPauses(world.Auth.GetAccessTokenAsync(ct).AsTask(), ct);

        Assert.That(_fleet.Endpoint.Bodies[1], Does.Contain($"refresh_token={refreshToken}"));
    }

    [Test]
    public async Task A_result_that_the_store_rejects_is_written_twice_more_at_once_and_then_after_pauses(Ct ct)
    {
        var (store, memory, results) = (Substitute.For<ITokenStore>(), new MemoryTokenStore(), 0);
        store.GetAsync("", default).ReturnsForAnyArgs(call => memory.GetAsync(call.Arg<string>(), ct));
        store.SetAsync("", null!, default).ReturnsForAnyArgs(call =>
        {
            var tokens = call.Arg<TokenSet>();
            var isRejected = tokens.Renewer is null && ++results < 1_000;
            return isRejected ? new ValueTask<bool>(false) : memory.SetAsync(call.Arg<string>(), tokens, ct);
        });
        var fleet = new FleetWorlds(store);
        fleet.Time.SkipsShortPauses = false;
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);

        await fleet.Time.TimerStarted(due => due <= LongestShortPause, ct);

        Assert.That(results, Is.EqualTo(3));
    }

    [Test]
    public async Task A_claim_of_unknown_outcome_is_looked_for_once_before_the_first_pause(Ct ct)
    {
        var (isDown, failedReads) = (false, 0);
        _store.BeforeGet = () => isDown && Interlocked.Increment(ref failedReads) > 0 ? throw new IOException("down") : Task.CompletedTask;
        _store.BeforeSet = _ =>
        {
            isDown = true;
            throw new IOException("down");
        };
        _fleet.Time.SkipsShortPauses = false;
        await using var world = _fleet.StartWithRefreshTokenOnly();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();

        // One pause of the caller, and one of what goes on in the background.
        await _fleet.Time.TimerStarted(due => due <= LongestShortPause, ct);
        await _fleet.Time.TimerStarted(due => due <= LongestShortPause, ct);

        Assert.That(failedReads, Is.EqualTo(2));
        Assert.That(async () => await _fleet.Time.StepUntil(waiting, Second, ct), Throws.InstanceOf<SonetelAuthException>());
    }

    private static async Task<MemoryTokenStore> MemoryWith(string key, TokenSet row, long generation)
    {
        var memory = new MemoryTokenStore();

        for (var next = 1L; next <= generation; next++)
        {
            await memory.SetAsync(key, row with { Generation = next }, Ct.None);
        }

        return memory;
    }

    private static TokenSet Set(DateTimeOffset acquired) =>
        new(new AccessToken { Value = "of another process", ExpiresAt = acquired }, "refresh-9", acquired, 1);
}
