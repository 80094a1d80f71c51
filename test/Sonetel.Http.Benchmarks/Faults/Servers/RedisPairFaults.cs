using Sonetel.Http.IntegrationTests.Fleet;

namespace Sonetel.Http.Benchmarks.Faults.Servers;

/// <summary>A Redis and its replica, which change places at each fault.</summary>
internal sealed class RedisPairFaults : IFaultServer
{
    private RedisServer _master;
    private RedisServer _replica;

    private RedisPairFaults(RedisServer master, RedisServer replica)
    {
        (_master, _replica) = (master, replica);
        ConnectionString = $"{master.ConnectionString},{replica.ConnectionString}";
    }

    public string ConnectionString { get; }

    public static async Task<RedisPairFaults> StartAsync()
    {
        // Each is the other's replica whenever it starts, until it is told to be the master. The ports are known only
        // when both are made, and the arguments are read when they start.
        string[] ofFirst = ["--replicaof", "127.0.0.1", string.Empty];
        string[] ofSecond = [.. ofFirst];
        var first = RedisServer.Create(isPersistent: true, ofFirst);
        var second = RedisServer.Create(isPersistent: true, ofSecond);
        (ofFirst[2], ofSecond[2]) = (Port(second), Port(first));

        var pair = new RedisPairFaults(first, second);
        await first.StartAgainAsync(default);
        await first.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await pair.RestoreReplicaAsync();
        return pair;
    }

    public Task BreakAsync() => _master.KillAsync();

    public async Task MendAsync()
    {
        (_master, _replica) = (_replica, _master);
        await _master.ExecuteAsync("REPLICAOF", "NO", "ONE");
    }

    public Task RestoreAsync() => RestoreReplicaAsync();

    public async ValueTask DisposeAsync()
    {
        await _replica.DisposeAsync();
        await _master.DisposeAsync();
    }

    private static string Port(RedisServer server) => server.ConnectionString.Split(':')[1];

    private async Task RestoreReplicaAsync()
    {
        await _replica.StartAgainAsync(default);

        while (!(await _replica.ExecuteAsync("INFO", "replication")).ToString().Contains("master_link_status:up"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
