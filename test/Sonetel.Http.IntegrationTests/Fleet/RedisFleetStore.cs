using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>A Redis that keeps a fleet's tokens.</summary>
internal sealed class RedisFleetStore(RedisServer server) : IFleetStore
{
    private const string Prefix = "sonetel-tokens:";

    public static async Task<IFleetStore> StartAsync(bool isPersistent, Ct ct) =>
        new RedisFleetStore(await RedisServer.StartAsync(isPersistent, ct));

    public string ConnectionStringOf(string member) => $"{server.ConnectionString},name={member}";

    public async Task<TokenSet?> ReadAsync(Ct ct)
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},connectTimeout=500,allowAdmin=true");
            var database = connection.GetDatabase();
            var keys = (string[])(await database.ExecuteAsync("KEYS", $"{Prefix}*"))!;
            var key = keys.SingleOrDefault();
            var row = key is null ? RedisValue.Null : await database.HashGetAsync(key, "tokens");
            return row.IsNull ? null : TokenSetSerializer.Deserialize(key![Prefix.Length..], (byte[])row!, protector: null);
        }
        catch (RedisException)
        {
            return null;
        }
    }

    public Task<int?> StaleOverwritesAsync(Ct ct) => Task.FromResult<int?>(null);

    public Task EndSessionsAsync(Ct ct) => server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");

    public Task StopAsync() => server.KillAsync();

    public Task StartAgainAsync(Ct ct) => server.StartAgainAsync(ct);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
