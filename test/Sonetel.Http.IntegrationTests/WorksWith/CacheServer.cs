using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>A test's own Redis, from Debian's package, that writes nothing to disk.</summary>
internal sealed class CacheServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private readonly Process _process;
    private readonly int _port;

    private CacheServer(int port)
    {
        _port = port;
        var portText = port.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["--bind", "127.0.0.1", "--port", portText, "--save", ""];
        _process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = "/tmp",
            RedirectStandardOutput = true,
        })!;
        _process.BeginOutputReadLine();
    }

    public string ConnectionString => $"127.0.0.1:{_port}";

    public static async Task<CacheServer> StartAsync(Ct ct)
    {
        if (!File.Exists(Program))
        {
            Assert.Ignore("Redis is not installed: apt-get install redis-server");
        }

        var server = new CacheServer(FreePort());

        try
        {
            await server.WaitUntilItListensAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private async Task WaitUntilItListensAsync(Ct ct)
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port, ct);
                return;
            }
            catch (SocketException)
            {
                Assert.That(_process.HasExited, Is.False, "Redis ended at its start.");
                await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
            }
        }
    }
}
