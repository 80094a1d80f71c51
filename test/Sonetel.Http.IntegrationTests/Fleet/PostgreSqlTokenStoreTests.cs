using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Sonetel.Http.PostgreSql;
using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.IntegrationTests.Fleet;

public sealed class PostgreSqlTokenStoreTests : TokenStoreContract
{
    private static readonly byte[] Key = new byte[32];

    private readonly List<ServiceProvider> _providers = [];
    private PostgreSqlServer _server = null!;
    private string _table = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await PostgreSqlServer.StartAsync();

    [SetUp]
    public void UseTableOfItsOwn() => _table = $"tokens_{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";

    [TearDown]
    public async Task DisposeProvidersAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        _providers.Clear();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Test]
    public async Task Thousand_callers_wait_for_locks_on_a_pool_of_ten(Ct ct)
    {
        var store = Create();

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async i =>
        {
            await using var turn = await store.LockAsync($"account {i % 50}", ct);
            Assert.That(await store.GetAsync("a", ct), Is.Null);
        }));
    }

    [Test]
    public async Task Of_thousand_callers_of_one_account_one_waits_at_the_database(Ct ct)
    {
        var (other, store) = (Create(), Create());
        var held = await other.LockAsync("a", ct);
        var callers = Enumerable.Range(0, 1_000).Select(async _ => await (await store.LockAsync("a", ct)).DisposeAsync()).ToArray();

        const string Waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        await WaitForAsync(Waiting, 1, ct);
        Assert.That(await ScalarAsync(Waiting, ct), Is.EqualTo(1));
        await held.DisposeAsync();

        Assert.That(async () => await Task.WhenAll(callers), Throws.Nothing);
    }

    [Test]
    public async Task Two_processes_take_turns(Ct ct)
    {
        var (first, second) = (Create(), Create());
        var held = await first.LockAsync("a", ct);

        var waiting = second.LockAsync("a", ct).AsTask();
        await WaitForAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", 1, ct);
        Assert.That(waiting.IsCompleted, Is.False);
        await held.DisposeAsync();

        await using var turn = await waiting;
        Assert.That(turn, Is.Not.Null);
    }

    [Test]
    public async Task A_holder_whose_connection_ends_frees_the_lock(Ct ct)
    {
        var (first, second) = (Create(), Create());
        await using var held = await first.LockAsync("a", ct);
        var waiting = second.LockAsync("a", ct).AsTask();

        await ScalarAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()", ct);

        await using var turn = await waiting;
        Assert.That(turn, Is.Not.Null);
    }

    [Test]
    public async Task Many_who_come_first_create_one_table(Ct ct)
    {
        var stores = Enumerable.Range(0, 8).Select(_ => Create()).ToArray();

        Assert.That(async () => await Task.WhenAll(stores.Select(store => store.GetAsync("a", ct).AsTask())), Throws.Nothing);
        Assert.That(await ScalarAsync($"SELECT count(*) FROM pg_tables WHERE tablename = '{_table}'", ct), Is.EqualTo(1));
    }

    [Test]
    public async Task Tokens_stand_there_encrypted_and_one_that_cannot_be_read_counts_as_absent(Ct ct)
    {
        var store = Create();
        await store.SetAsync("a", Tokens(1), ct);

        Assert.That(await ScalarAsync($"SELECT count(*) FROM {_table} WHERE position('token-1'::bytea in tokens) > 0", ct), Is.Zero);
        await ScalarAsync($"UPDATE {_table} SET tokens = 'garbage' RETURNING 1::bigint", ct);
        Assert.That(await store.GetAsync("a", ct), Is.Null);
    }

    [Test]
    public async Task What_cannot_be_read_gives_way_to_what_is_written_next_whatever_its_generation(Ct ct)
    {
        await CreateWith(new TokenEncryptionKey("lost", new byte[32])).SetAsync("a", Tokens(50), ct);
        var store = CreateWith(new TokenEncryptionKey("new", new byte[32]));

        Assert.That(await store.GetAsync("a", ct), Is.Null);
        Assert.That(await store.SetAsync("a", Tokens(1), ct), Is.True);
        Assert.That((await store.GetAsync("a", ct))!.Generation, Is.EqualTo(1));
        Assert.That(await store.SetAsync("a", Tokens(1), ct), Is.False);
    }

    [Test]
    public async Task Keys_rotate_without_a_gap(Ct ct)
    {
        TokenEncryptionKey first = new("1", Enumerable.Repeat((byte)1, 32).ToArray()), second = new("2", Enumerable.Repeat((byte)2, 32).ToArray());
        await CreateWith(first).SetAsync("a", Tokens(1), ct);
        var both = CreateWith(second, first);

        Assert.That((await both.GetAsync("a", ct))!.Generation, Is.EqualTo(1));
        await both.SetAsync("a", Tokens(2), ct);
        Assert.That((await CreateWith(second).GetAsync("a", ct))!.Generation, Is.EqualTo(2));
    }

    [Test]
    public async Task Without_CreateTable_the_table_is_left_to_those_who_migrate(Ct ct)
    {
        var store = CreateFor(options => options.CreateTable = false);
        Assert.That(async () => await store.GetAsync("a", ct), Throws.InstanceOf<PostgresException>());

        await ScalarAsync($"{PostgreSqlTokenTable.Sql("public", _table)}; SELECT 1", ct);

        Assert.That(await store.SetAsync("a", Tokens(1), ct), Is.True);
    }

    [Test]
    public async Task A_data_source_of_the_app_s_own_serves_and_stays_the_app_s(Ct ct)
    {
        await using var database = NpgsqlDataSource.Create(_server.ConnectionString);
        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UsePostgreSql(database, options => (options.Table, options.StorePlainText) = (_table, true));

        await using (var provider = services.BuildServiceProvider())
        {
            Assert.That(await provider.GetRequiredKeyedService<ITokenStore>(string.Empty).SetAsync("a", Tokens(1), ct), Is.True);
        }

        await using var command = database.CreateCommand($"SELECT count(*) FROM {_table}");
        Assert.That(await command.ExecuteScalarAsync(ct), Is.EqualTo(1L));
    }

    [Test]
    public void Without_a_key_the_app_does_not_start()
    {
        var app = Host.CreateApplicationBuilder();
        app.Services.AddSonetelAuth(o => o.UseSonetel("user", "password")).UsePostgreSql(_server.ConnectionString);
        using var host = app.Build();

        Assert.That(async () => await host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("EncryptionKeys"));
    }

    protected override ITokenStore Create() => CreateWith(new TokenEncryptionKey("test", Key));

    private ITokenStore CreateWith(params TokenEncryptionKey[] keys) => CreateFor(options => Array.ForEach(keys, options.EncryptionKeys.Add));

    private ITokenStore CreateFor(Action<PostgreSqlTokenStoreOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UsePostgreSql(_server.ConnectionString, options =>
        {
            options.Table = _table;
            configure(options);
            options.StorePlainText = options.EncryptionKeys.Count == 0;
        });
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredKeyedService<ITokenStore>(string.Empty);
    }

    // What another session waits for shows in the server's own tables only.
    private async Task WaitForAsync(string count, long value, Ct ct)
    {
        while (await ScalarAsync(count, ct) != value)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), ct);
        }
    }

    private async Task<long> ScalarAsync(string sql, Ct ct)
    {
        await using var connection = new NpgsqlConnection($"{_server.ConnectionString};Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
    }
}
