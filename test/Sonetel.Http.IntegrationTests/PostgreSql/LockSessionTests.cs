using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.PostgreSql;

namespace Sonetel.Http.IntegrationTests.PostgreSql;

[CancelAfter(30_000)]
public sealed class LockSessionTests
{
    private PostgreSqlServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await PostgreSqlServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Test]
    public async Task A_time_limit_of_the_role_does_not_end_a_wait(Ct ct)
    {
        await using var first = Connect();
        await using var second = Connect("Options=-c lock_timeout=1ms -c statement_timeout=50ms");
        var (holder, waiter) = (await OpenAsync(first, ct), await OpenAsync(second, ct));
        await holder.EnterAsync(1, ct);

        var waiting = waiter.EnterAsync(1, ct);
        // The database's clock: the limits are over when this comes back.
        await ScalarAsync(first, "SELECT pg_sleep(0.2)", ct);
        Assert.That(waiting.IsCompleted, Is.False);

        await holder.DisposeAsync();
        await waiting;
        await waiter.DisposeAsync();
    }

    [Test]
    public async Task The_server_is_asked_to_notice_a_holder_whose_machine_is_gone(Ct ct)
    {
        await using var database = Connect();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var session = new LockSession(database, connection);
        await session.EnterAsync(2, ct);

        await using var settings = new NpgsqlCommand("SELECT concat_ws(' ', current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval'), current_setting('tcp_keepalives_count'), current_setting('lock_timeout'))", connection);

        Assert.That(await settings.ExecuteScalarAsync(ct), Is.EqualTo("10 5 3 0"));
    }

    [Test]
    public async Task A_lock_that_cannot_be_unlocked_ends_with_its_connection(Ct ct)
    {
        await using var first = Connect();
        await using var second = Connect();
        var connection = await first.OpenConnectionAsync(ct);
        var holder = new LockSession(first, connection);
        await holder.EnterAsync(3, ct);

        // An open reader makes any further command on the connection fail.
        await using var busy = new NpgsqlCommand("SELECT generate_series(1, 100000)", connection);
        await using var reader = await busy.ExecuteReaderAsync(ct);
        await holder.DisposeAsync();

        await using var next = await OpenAsync(second, ct);
        Assert.That(async () => await next.EnterAsync(3, ct), Throws.Nothing);
    }

    [Test]
    public async Task Waits_that_are_left_at_any_moment_leave_no_lock(Ct ct)
    {
        await using var first = Connect();
        await using var second = Connect();
        var locks = (Of: new AdvisoryLocks(first), ByOthers: new AdvisoryLocks(second));

        for (var i = 0; i < 100; i++)
        {
            using var impatient = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var held = await locks.Of.EnterAsync("a", ct);
            var waiting = locks.ByOthers.EnterAsync("a", impatient.Token).AsTask();
            Thread.SpinWait(i * 500);

            // The lock comes free while the waiter leaves: it may get it or not, but never keep it.
            var released = held.DisposeAsync();
            await impatient.CancelAsync();
            await released;
            await waiting.ContinueWith(static left => left.IsCompletedSuccessfully ? left.Result.DisposeAsync().AsTask() : Task.CompletedTask, TaskScheduler.Default).Unwrap();
        }

        await using var last = await locks.Of.EnterAsync("a", ct);
        Assert.That(last, Is.Not.Null);
    }

    [Test]
    public async Task A_data_source_that_multiplexes_is_refused()
    {
        await using var multiplexed = Connect("Multiplexing=true");

        Assert.That(() => new ServiceCollection().AddSonetelAuth(_ => { }).UsePostgreSql(multiplexed), Throws.ArgumentException.With.Message.Contains("Multiplexing"));
    }

    private static async Task<LockSession> OpenAsync(NpgsqlDataSource database, Ct ct) => new(database, await database.OpenConnectionAsync(ct));

    private static async Task ScalarAsync(NpgsqlDataSource database, string sql, Ct ct)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteScalarAsync(ct);
    }

    private NpgsqlDataSource Connect(string more = "") => NpgsqlDataSource.Create($"{_server.ConnectionString};{more}");
}
