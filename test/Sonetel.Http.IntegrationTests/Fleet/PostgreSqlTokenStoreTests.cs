using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
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
    public async Task Two_processes_take_turns(Ct ct)
    {
        var (first, second) = (Create(), Create());
        var held = await first.LockAsync("a", ct);

        var waiting = second.LockAsync("a", ct).AsTask();
        await ScalarAsync("SELECT 1", ct);
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
    public void Without_a_key_the_app_does_not_start()
    {
        var app = Host.CreateApplicationBuilder();
        app.Services.AddSonetelAuth(o => o.UseSonetel("user", "password")).UsePostgreSql(_server.ConnectionString);
        using var host = app.Build();

        Assert.That(async () => await host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("EncryptionKeys"));
    }

    protected override ITokenStore Create()
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UsePostgreSql(_server.ConnectionString, options =>
        {
            options.Table = _table;
            options.EncryptionKeys.Add(new TokenEncryptionKey("test", Key));
        });
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredKeyedService<ITokenStore>(string.Empty);
    }

    private async Task<long> ScalarAsync(string sql, Ct ct)
    {
        await using var connection = new NpgsqlConnection($"{_server.ConnectionString};Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
    }
}
