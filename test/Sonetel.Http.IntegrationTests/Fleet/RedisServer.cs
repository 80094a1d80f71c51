using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>A Redis of the test's own, from Debian's package, in a temporary folder and on a free loopback port.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private readonly string _folder = Directory.CreateTempSubdirectory("sonetel-redis-").FullName;
    private readonly bool _isPersistent;
    private readonly string[] _more;
    private readonly int _port = FreePort.Take();
    private Process? _process;

    private RedisServer(bool isPersistent, string[] more) => (_isPersistent, _more) = (isPersistent, more);

    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <param name="isPersistent">Whether what was acknowledged is there after a crash; if not, nothing is.</param>
    /// <param name="ct">Ends the wait for its start.</param>
    /// <param name="more">More arguments for its command line.</param>
    public static async Task<RedisServer> StartAsync(bool isPersistent, Ct ct, params string[] more)
    {
        var server = Create(isPersistent, more);

        try
        {
            await server.StartAgainAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>One that is not started yet; its connection string is good already.</summary>
    public static RedisServer Create(bool isPersistent, params string[] more)
    {
        if (!File.Exists(Program))
        {
            Assert.Ignore("Redis is not installed: apt-get install redis-server");
        }

        return new RedisServer(isPersistent, more);
    }

    public async Task StartAgainAsync(Ct ct)
    {
        string[] persistence = _isPersistent ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
        string[] arguments =
        [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder,
            "--save", "", "--loglevel", "warning", "--maxmemory-policy", "noeviction", .. persistence, .. _more,
        ];
        _process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
        await WaitUntilItAnswersAsync(ct);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},allowAdmin=true");
        return await connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();

        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A child that saves for a replica outlives the kill for a moment, and may still write.
        }
    }

    // It listens before it has read its file; until then it answers everything with LOADING.
    private async Task WaitUntilItAnswersAsync(Ct ct)
    {
        while (!await AnswersAsync(ct))
        {
            Assert.That(_process!.HasExited, Is.False, "Redis ended at its start.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
        }
    }

    private async Task<bool> AnswersAsync(Ct ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port, ct);
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), ct);
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadLineAsync(ct);
            return answer is not null && !answer.StartsWith("-LOADING", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
