using System.Diagnostics;
using Sonetel.Http.IntegrationTests.Fleet;
using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.Redis;

/// <summary>Redis goes and comes back: an exception says that nothing is known, and nothing else does.</summary>
[CancelAfter(60_000)]
public sealed class RedisOutageTests
{
    [Test]
    public async Task A_store_over_a_Redis_that_is_away_at_first_connects_once_it_is_there(Ct ct)
    {
        await using var bed = new RedisTestBed(RedisServer.Create(isPersistent: false));
        var store = bed.CreateStore(more: ",connectTimeout=500,abortConnect=true");
        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<RedisException>());

        await bed.Server.StartAgainAsync(ct);

        Assert.That(await RedisTestBed.ReadUntilItAnswersAsync(store, ct), Is.Null);
        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(1), ct), Is.True);
    }

    [Test]
    public async Task A_crash_costs_calls_but_no_row_where_Redis_persists(Ct ct)
    {
        await using var bed = await RedisTestBed.StartAsync(isPersistent: true, ct);
        var store = bed.CreateStore();
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);

        await bed.Server.KillAsync();
        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<RedisException>());
        Assert.That(async () => await store.SetAsync("a", RedisTestBed.Tokens(2), ct), Throws.InstanceOf<RedisException>());
        await bed.Server.StartAgainAsync(ct);

        // What was refused while Redis was away is not sent later.
        Assert.That((await RedisTestBed.ReadUntilItAnswersAsync(store, ct))!.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(2), ct), Is.True);
    }

    [Test]
    public async Task Without_persistence_a_crash_takes_the_row_and_generations_begin_again(Ct ct)
    {
        await using var bed = await RedisTestBed.StartAsync(isPersistent: false, ct);
        var store = bed.CreateStore();
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);

        await bed.Server.KillAsync();
        await bed.Server.StartAgainAsync(ct);

        Assert.That(await RedisTestBed.ReadUntilItAnswersAsync(store, ct), Is.Null);
        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(1), ct), Is.True);
    }

    [Test]
    public async Task Calls_fail_at_once_while_Redis_is_away_and_soon_succeed_when_it_is_back(Ct ct)
    {
        await using var bed = await RedisTestBed.StartAsync(isPersistent: true, ct);
        var store = bed.CreateStore();
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);
        await bed.Server.KillAsync();
        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<RedisException>());

        var asked = Stopwatch.GetTimestamp();
        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<RedisException>());
        Assert.That(Stopwatch.GetElapsedTime(asked), Is.LessThan(TimeSpan.FromSeconds(1)));

        // Long enough for the library's own pauses to have grown.
        await Task.Delay(TimeSpan.FromSeconds(8), ct);
        await bed.Server.StartAgainAsync(ct);
        var started = Stopwatch.GetTimestamp();
        await RedisTestBed.ReadUntilItAnswersAsync(store, ct);
        TestContext.Out.WriteLine($"Connected after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public async Task A_replica_is_no_substitute_for_its_master(Ct ct)
    {
        await using var master = await RedisTestBed.StartAsync(isPersistent: false, ct);
        await using var replica = await StartReplicaAsync(master, ct);
        var store = master.CreateStore(more: "," + replica.Server.ConnectionString);
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);

        await master.Server.KillAsync();

        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<RedisException>());
    }

    [Test]
    public async Task A_replica_that_became_the_master_is_found_within_seconds(Ct ct)
    {
        await using var master = await RedisTestBed.StartAsync(isPersistent: false, ct);
        await using var replica = await StartReplicaAsync(master, ct);
        var store = master.CreateStore(more: "," + replica.Server.ConnectionString);
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);

        await master.Server.KillAsync();
        await replica.Server.ExecuteAsync("REPLICAOF", "NO", "ONE");
        var failedOver = Stopwatch.GetTimestamp();
        await RedisTestBed.ReadUntilItAnswersAsync(store, ct);

        var found = Stopwatch.GetElapsedTime(failedOver);
        TestContext.Out.WriteLine($"Found after {found.TotalSeconds:F1} s");
        Assert.That(found, Is.LessThan(TimeSpan.FromSeconds(15)));
    }

    [Test]
    public async Task A_cancelled_call_ends_although_Redis_is_silent(Ct ct)
    {
        await using var bed = await RedisTestBed.StartAsync(isPersistent: false, ct);
        var store = bed.CreateStore();
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);
        await bed.Server.ExecuteAsync("CLIENT", "PAUSE", 10_000, "ALL");
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.That(async () => await store.GetAsync("a", soon.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static Task<RedisTestBed> StartReplicaAsync(RedisTestBed master, Ct ct)
    {
        var port = master.Server.ConnectionString.Split(':')[1];
        return RedisTestBed.StartAsync(isPersistent: false, ct, "--replicaof", $"127.0.0.1 {port}");
    }
}
