using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.Redis;

[CancelAfter(60_000)]
public sealed class RedisStoreTests
{
    private RedisTestBed _bed = null!;
    private string _prefix = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _bed = await RedisTestBed.StartAsync(isPersistent: false, Ct.None);

    [SetUp]
    public void UseKeysOfItsOwn() => _prefix = $"{TestContext.CurrentContext.Test.ID}:";

    [OneTimeTearDown]
    public ValueTask StopAsync() => _bed?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Test]
    public async Task A_row_is_one_hash_of_two_fields_and_each_write_renews_its_time_to_live(Ct ct)
    {
        var store = CreateWith(lifetime: TimeSpan.FromHours(1));
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);
        await RedisAsync("PEXPIRE", Row, 1000);

        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(2), ct), Is.True);

        Assert.That((int)await RedisAsync("HLEN", Row), Is.EqualTo(2));
        Assert.That((string?)await RedisAsync("HGET", Row, "generation"), Is.EqualTo("2"));
        Assert.That((long)await RedisAsync("PTTL", Row), Is.InRange(3_590_000, 3_600_000));
    }

    [Test]
    public async Task A_write_that_is_not_taken_renews_nothing(Ct ct)
    {
        var store = CreateWith(lifetime: TimeSpan.FromHours(1));
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);
        await RedisAsync("PEXPIRE", Row, 60_000);

        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(1), ct), Is.False);

        Assert.That((long)await RedisAsync("PTTL", Row), Is.InRange(1, 60_000));
    }

    [Test]
    public async Task A_row_outlives_an_access_token_of_a_year_by_30_days(Ct ct)
    {
        var year = TimeSpan.FromDays(365);
        var store = CreateWith(lifetime: TimeSpan.FromDays(30));

        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(1, lifetime: year), ct), Is.True);

        Assert.That((long)await RedisAsync("PTTL", Row), Is.EqualTo((year + TimeSpan.FromDays(30)).TotalMilliseconds).Within(10_000));
    }

    [Test]
    public async Task A_lifetime_beyond_all_dates_is_kept_for_ten_years([Values] bool isTheToken, Ct ct)
    {
        var store = CreateWith(lifetime: isTheToken ? TimeSpan.FromDays(30) : TimeSpan.MaxValue);
        var toTheLastDate = isTheToken ? DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch : TimeSpan.Zero;

        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(1, toTheLastDate), ct), Is.True);

        Assert.That((long)await RedisAsync("TTL", Row), Is.EqualTo(TimeSpan.FromDays(3650).TotalSeconds).Within(10));
    }

    [Test]
    public async Task After_its_lifetime_a_row_is_gone_and_its_generations_begin_again(Ct ct)
    {
        var store = CreateWith(lifetime: TimeSpan.FromTicks(1));
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);

        while (await store.GetAsync("a", ct) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), ct);
        }

        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(1), ct), Is.True);
    }

    [Test]
    public async Task Generations_beyond_the_whole_numbers_of_a_double_are_told_apart(Ct ct)
    {
        const long Large = 9_007_199_254_740_993;
        var store = CreateWith();
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);
        await RedisAsync("HSET", Row, "generation", Large);

        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(Large), ct), Is.False);
        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(Large + 1), ct), Is.True);
    }

    [TestCase("SCRIPT")]
    [TestCase("KILL")]
    public async Task A_server_that_forgot_the_script_gets_it_again(string what, Ct ct)
    {
        await using var bed = await RedisTestBed.StartAsync(isPersistent: true, ct);
        var store = bed.CreateStore();
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);

        if (what == "SCRIPT")
        {
            await bed.Server.ExecuteAsync("SCRIPT", "FLUSH");
        }
        else
        {
            await bed.Server.KillAsync();
            await bed.Server.StartAgainAsync(ct);
            await RedisTestBed.ReadUntilItAnswersAsync(store, ct);
        }

        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(2), ct), Is.True);
    }

    [Test]
    public async Task Tokens_stand_there_encrypted(Ct ct)
    {
        await CreateWith(Key("1")).SetAsync("a", RedisTestBed.Tokens(1), ct);

        var stored = Encoding.Latin1.GetString((byte[])(await RedisAsync("HGET", Row, "tokens"))!);
        Assert.That(stored, Does.Not.Contain("token-1").And.Not.Contain("refresh-1"));
    }

    [Test]
    public async Task A_process_without_the_key_gets_an_exception_and_does_not_overwrite(Ct ct)
    {
        var owner = CreateWith(Key("1"));
        await owner.SetAsync("a", RedisTestBed.Tokens(1), ct);
        var other = CreateWith(Key("2"));

        Assert.That(
            async () => await other.GetAsync("a", ct),
            Throws.InstanceOf<CryptographicException>().With.Message.Contains("key ring"));
        Assert.That(await other.SetAsync("a", RedisTestBed.Tokens(1), ct), Is.False);
        Assert.That((await owner.GetAsync("a", ct))!.RefreshToken, Is.EqualTo("refresh-1"));
    }

    [Test]
    public async Task Keys_rotate_without_a_gap(Ct ct)
    {
        await CreateWith(Key("1")).SetAsync("a", RedisTestBed.Tokens(1), ct);
        var both = CreateWith(Key("2"), Key("1"));

        Assert.That((await both.GetAsync("a", ct))!.Generation, Is.EqualTo(1));
        await both.SetAsync("a", RedisTestBed.Tokens(2), ct);
        Assert.That((await CreateWith(Key("2")).GetAsync("a", ct))!.Generation, Is.EqualTo(2));
    }

    [TestCase("HSET", "tokens", "garbage")]
    [TestCase("HDEL", "tokens")]
    [TestCase("HDEL", "generation")]
    public async Task What_is_garbage_is_an_exception(string command, params string[] arguments)
    {
        var store = CreateWith();
        await store.SetAsync("a", RedisTestBed.Tokens(1), Ct.None);
        await RedisAsync(command, [Row, .. arguments]);

        Assert.That(async () => await store.GetAsync("a", Ct.None), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public async Task A_key_of_another_kind_is_an_exception_for_reads_and_writes(Ct ct)
    {
        var store = CreateWith();
        await RedisAsync("SET", Row, "another app's");

        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<RedisServerException>());
        Assert.That(async () => await store.SetAsync("a", RedisTestBed.Tokens(1), ct), Throws.InstanceOf<RedisServerException>());
        Assert.That((string?)await RedisAsync("GET", Row), Is.EqualTo("another app's"));
    }

    [Test]
    public async Task A_full_Redis_refuses_a_write_and_keeps_the_row(Ct ct)
    {
        await using var bed = await RedisTestBed.StartAsync(isPersistent: false, ct);
        var store = bed.CreateStore();
        await store.SetAsync("a", RedisTestBed.Tokens(1), ct);
        await bed.Server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        Assert.That(async () => await store.SetAsync("a", RedisTestBed.Tokens(2), ct), Throws.InstanceOf<RedisServerException>());

        Assert.That((await store.GetAsync("a", ct))!.Generation, Is.EqualTo(1));
    }

    private static TokenEncryptionKey Key(string id) => new(id, SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private string Row => $"{_prefix}a";

    private ITokenStore CreateWith(params TokenEncryptionKey[] keys) => _bed.CreateStore(options =>
    {
        options.KeyPrefix = _prefix;
        Array.ForEach(keys, options.EncryptionKeys.Add);
    });

    private ITokenStore CreateWith(TimeSpan lifetime) =>
        _bed.CreateStore(options => (options.KeyPrefix, options.RefreshTokenLifetime) = (_prefix, lifetime));

    private Task<RedisResult> RedisAsync(string command, params object[] arguments) => _bed.Server.ExecuteAsync(command, arguments);
}
