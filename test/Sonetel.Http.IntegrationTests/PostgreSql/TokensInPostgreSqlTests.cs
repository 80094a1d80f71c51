using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Sonetel.Http.PostgreSql;
using Sonetel.Http.Tests;

namespace Sonetel.Http.IntegrationTests.PostgreSql;

[CancelAfter(60_000)]
public sealed class TokensInPostgreSqlTests
{
    private PostgreSqlTestBed _bed = null!;
    private string _table = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _bed = await PostgreSqlTestBed.StartAsync();

    [SetUp]
    public void UseTableOfItsOwn() => _table = $"tokens_{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";

    [OneTimeTearDown]
    public ValueTask StopAsync() => _bed?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Test]
    public async Task Many_who_come_first_create_one_table(Ct ct)
    {
        // Several rounds, because the race is for a moment of the server's.
        for (var round = 0; round < 10; round++)
        {
            await ExecuteAsync($"DROP TABLE IF EXISTS {_table}", ct);
            var stores = Enumerable.Range(0, 8).Select(_ => Create()).ToArray();

            Assert.That(
                await Task.WhenAll(stores.Select(store => Task.Run(() => store.GetAsync("a", ct).AsTask(), ct))),
                Is.All.Null);
        }

        Assert.That(
            await _bed.ScalarAsync($"SELECT count(*) FROM pg_tables WHERE tablename = '{_table}'", ct),
            Is.EqualTo(1));
    }

    [Test]
    public async Task A_table_that_is_dropped_under_way_is_made_again(Ct ct)
    {
        var store = Create();
        await store.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct);
        await ExecuteAsync($"DROP TABLE {_table}", ct);

        Assert.That(await store.GetAsync("a", ct), Is.Null);
        await ExecuteAsync($"DROP TABLE {_table}", ct);
        Assert.That(await store.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct), Is.True);
    }

    [Test]
    public async Task A_role_that_may_not_create_tables_uses_one_that_is_there(Ct ct)
    {
        await ExecuteAsync(PostgreSqlTokenTable.Sql("public", _table), ct);
        await ExecuteAsync($"CREATE ROLE app LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON {_table} TO app", ct);
        var store = Create(connectionString: $"{_bed.ConnectionString};Username=app");

        Assert.That(await store.GetAsync("a", ct), Is.Null);
        Assert.That(await store.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct), Is.True);
        Assert.That(await store.SetAsync("a", PostgreSqlTestBed.Tokens(2), ct), Is.True);
    }

    [Test]
    public async Task A_table_that_may_not_be_created_is_an_exception(Ct ct)
    {
        await ExecuteAsync("CREATE ROLE guest LOGIN", ct);
        var store = Create(connectionString: $"{_bed.ConnectionString};Username=guest");

        Assert.That(
            async () => await store.GetAsync("a", ct),
            Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task Without_CreateTable_the_table_is_left_to_those_who_migrate(Ct ct)
    {
        var store = Create(options => options.CreateTable = false);
        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<PostgresException>());

        await ExecuteAsync(PostgreSqlTokenTable.Sql("public", _table), ct);

        Assert.That(await store.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct), Is.True);
    }

    [Test]
    public async Task Connections_that_the_server_ended_cost_calls_but_no_row(Ct ct)
    {
        var store = Create();
        await store.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct);
        await _bed.ScalarAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            + "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()", ct);

        // A call on an ended connection fails, which says that nothing is known, never that nothing is there.
        var read = await ReadUntilItAnswersAsync(store, ct);

        Assert.That(read?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(await store.SetAsync("a", PostgreSqlTestBed.Tokens(2), ct), Is.True);
    }

    [Test]
    public async Task Tokens_stand_there_encrypted(Ct ct)
    {
        await CreateWith(Key("1")).SetAsync("a", PostgreSqlTestBed.Tokens(1), ct);

        const string Shown = "position('token-1'::bytea in tokens) + position('refresh-1'::bytea in tokens)";
        Assert.That(await _bed.ScalarAsync($"SELECT sum({Shown}) FROM {_table}", ct), Is.Zero);
    }

    [Test]
    public async Task A_process_without_the_key_gets_an_exception_and_does_not_overwrite(Ct ct)
    {
        var owner = CreateWith(Key("1"));
        await owner.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct);
        var other = CreateWith(Key("2"));

        Assert.That(
            async () => await other.GetAsync("a", ct),
            Throws.InstanceOf<CryptographicException>().With.Message.Contains("key ring"));
        Assert.That(await other.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct), Is.False);
        Assert.That((await owner.GetAsync("a", ct))!.RefreshToken, Is.EqualTo("refresh-1"));
    }

    [Test]
    public async Task What_is_garbage_is_an_exception(Ct ct)
    {
        var store = Create();
        await store.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct);
        await ExecuteAsync($"UPDATE {_table} SET tokens = 'garbage'", ct);

        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public async Task Keys_rotate_without_a_gap(Ct ct)
    {
        await CreateWith(Key("1")).SetAsync("a", PostgreSqlTestBed.Tokens(1), ct);
        var both = CreateWith(Key("2"), Key("1"));

        Assert.That((await both.GetAsync("a", ct))!.Generation, Is.EqualTo(1));
        await both.SetAsync("a", PostgreSqlTestBed.Tokens(2), ct);
        Assert.That((await CreateWith(Key("2")).GetAsync("a", ct))!.Generation, Is.EqualTo(2));
    }

    [Test]
    public async Task Rows_that_nobody_wrote_for_the_lifetime_are_swept_once_an_hour(Ct ct)
    {
        var time = new FakeTime();
        var store = Create(time: time);
        await store.SetAsync("first", PostgreSqlTestBed.Tokens(1), ct);
        await store.SetAsync("old", PostgreSqlTestBed.Tokens(1), ct);
        await store.SetAsync("young", PostgreSqlTestBed.Tokens(1), ct);
        await ExecuteAsync($"UPDATE {_table} SET updated_at = now() - interval '30 days 1 minute' WHERE account = 'old'", ct);
        await ExecuteAsync($"UPDATE {_table} SET updated_at = now() - interval '29 days 23 hours' WHERE account = 'young'", ct);

        await store.SetAsync("first", PostgreSqlTestBed.Tokens(2), ct);
        Assert.That(await store.GetAsync("old", ct), Is.Not.Null);

        time.Advance(TimeSpan.FromHours(1));
        await store.SetAsync("first", PostgreSqlTestBed.Tokens(3), ct);
        await WaitUntilGoneAsync(store, "old", ct);

        Assert.That(await store.GetAsync("young", ct), Is.Not.Null);
        Assert.That((await store.GetAsync("first", ct))!.Generation, Is.EqualTo(3));
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task A_row_is_swept_30_days_after_its_access_token_of_a_year_has_expired(int generations, Ct ct)
    {
        await WriteForYearAsync("ended", generations, ct);
        await WriteForYearAsync("alive", generations, ct);
        await ExecuteAsync($"UPDATE {_table} SET updated_at = updated_at - interval '396 days' WHERE account = 'ended'", ct);
        await ExecuteAsync($"UPDATE {_table} SET updated_at = updated_at - interval '394 days' WHERE account = 'alive'", ct);

        var store = Create();
        await store.SetAsync("first", PostgreSqlTestBed.Tokens(1), ct);
        await WaitUntilGoneAsync(store, "ended", ct);

        Assert.That(await store.GetAsync("alive", ct), Is.Not.Null);
    }

    [Test]
    public async Task A_token_that_never_expires_keeps_its_row(Ct ct)
    {
        var never = DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch;

        Assert.That(await Create().SetAsync("a", PostgreSqlTestBed.Tokens(1, never), ct), Is.True);

        Assert.That(await _bed.ScalarAsync($"SELECT count(*) FROM {_table} WHERE updated_at > now() + interval '10 years'", ct), Is.EqualTo(1));
    }

    [Test]
    public async Task A_sweep_that_fails_fails_no_call(Ct ct)
    {
        await ExecuteAsync(PostgreSqlTokenTable.Sql("public", _table), ct);
        await ExecuteAsync($"CREATE ROLE keeper LOGIN; GRANT SELECT, INSERT, UPDATE ON {_table} TO keeper", ct);
        var store = Create(connectionString: $"{_bed.ConnectionString};Username=keeper");

        Assert.That(await store.SetAsync("a", PostgreSqlTestBed.Tokens(1), ct), Is.True);
        Assert.That(await store.SetAsync("a", PostgreSqlTestBed.Tokens(2), ct), Is.True);
    }

    private static TokenEncryptionKey Key(string id) => new(id, SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private static async Task<TokenSet?> ReadUntilItAnswersAsync(ITokenStore store, Ct ct)
    {
        while (true)
        {
            try
            {
                return await store.GetAsync("a", ct);
            }
            catch (NpgsqlException)
            {
            }
        }
    }

    private static async Task WaitUntilGoneAsync(ITokenStore store, string key, Ct ct)
    {
        while (await store.GetAsync(key, ct) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), ct);
        }
    }

    private ITokenStore CreateWith(params TokenEncryptionKey[] keys) => Create(options => Array.ForEach(keys, options.EncryptionKeys.Add));

    private ITokenStore Create(
        Action<PostgreSqlTokenStoreOptions>? configure = null, string? connectionString = null, TimeProvider? time = null)
    {
        void InItsTable(PostgreSqlTokenStoreOptions options)
        {
            options.Table = _table;
            configure?.Invoke(options);
        }

        return _bed.CreateStore(InItsTable, connectionString, time);
    }

    private async Task WriteForYearAsync(string key, int generations, Ct ct)
    {
        for (var generation = 1; generation <= generations; generation++)
        {
            await Create().SetAsync(key, PostgreSqlTestBed.Tokens(generation, lifetime: TimeSpan.FromDays(365)), ct);
        }
    }

    private Task<long> ExecuteAsync(string sql, Ct ct) => _bed.ScalarAsync($"{sql}; SELECT 0", ct);
}
