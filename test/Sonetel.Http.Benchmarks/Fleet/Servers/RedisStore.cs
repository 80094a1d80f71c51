using System.Globalization;
using System.Text.RegularExpressions;
using Sonetel.Http.IntegrationTests.Fleet;

namespace Sonetel.Http.Benchmarks.Fleet.Servers;

/// <summary>Redis, for the library's own store, for the distributed cache and for what is written by hand.</summary>
internal sealed partial class RedisStore : IStoreServer
{
    /// <summary>StackExchange.Redis has one connection for commands and one for subscriptions.</summary>
    private const int ConnectionsPerProcess = 2;

    private readonly RedisServer _server;
    private readonly RedisObserver _observer;

    private RedisStore(RedisServer server) => (_server, _observer) = (server, new RedisObserver(server.ConnectionString));

    public string ConnectionString => _server.ConnectionString;

    public static async Task<RedisStore> StartAsync() => new(await RedisServer.StartAsync(isPersistent: false, default));

    public int ConnectionLimit(int processes) => processes * ConnectionsPerProcess;

    public async Task<int> ConnectionsAsync() => (await _observer.AskAsync("CLIENT LIST")).Split('\n').Count(line => line.Contains("addr=")) - 1;

    public async Task<long?> BytesAsync()
    {
        var own = _observer.Bytes;
        var stats = await _observer.AskAsync("INFO stats");
        return Number(stats, "total_net_input_bytes") + Number(stats, "total_net_output_bytes") - own;
    }

    public async Task<TimeSpan> ProcessorAsync()
    {
        var used = await _observer.AskAsync("INFO cpu");
        return TimeSpan.FromSeconds(Real(used, "used_cpu_user") + Real(used, "used_cpu_sys"));
    }

    public ValueTask DisposeAsync()
    {
        _observer.Dispose();
        return _server.DisposeAsync();
    }

    private static long Number(string info, string name) => (long)Real(info, name);

    private static double Real(string info, string name)
    {
        var line = InfoLine().Matches(info).First(line => line.Groups["name"].Value == name);
        return double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<name>\w+):(?<value>[\d.]+)", RegexOptions.Multiline)]
    private static partial Regex InfoLine();
}
