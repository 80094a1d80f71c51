using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>A PgBouncer in transaction mode before a test's PostgreSQL, from Debian's package, as a user that is not root.</summary>
internal sealed class PgBouncerServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly string _folder = Directory.CreateTempSubdirectory("sonetel-bouncer-").FullName;
    private readonly int _port = FreePort.Take();
    private Process? _process;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Maximum Pool Size=10";

    /// <param name="server">The PostgreSQL behind it.</param>
    /// <param name="poolSize">How many connections to it all clients share.</param>
    /// <param name="ct">Ends the wait for its start.</param>
    public static async Task<PgBouncerServer> StartAsync(PostgreSqlServer server, int poolSize, Ct ct)
    {
        if (!File.Exists(Program))
        {
            Assert.Ignore("PgBouncer is not installed: apt-get install pgbouncer");
        }

        var bouncer = new PgBouncerServer();

        try
        {
            await bouncer.StartAsync(new NpgsqlConnectionStringBuilder(server.ConnectionString), poolSize, ct);
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(NpgsqlConnectionStringBuilder target, int poolSize, Ct ct)
    {
        var settings = Path.Combine(_folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            postgres = host={target.Host} port={target.Port} dbname={target.Database} user={target.Username}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {_port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = {poolSize}
            max_client_conn = 500
            server_login_retry = 1
            """,
            ct);

        // PgBouncer refuses to run as root. setpriv becomes the program, so the process to end is this one.
        if (!OperatingSystem.IsWindows())
        {
            using var chmod = Process.Start("chmod", ["o+rx", _folder]);
            await chmod.WaitForExitAsync(ct);
        }

        string[] command = Environment.UserName == "root"
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", Program, "-q", settings]
            : [Program, "-q", settings];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/tmp" })!;
        await WaitUntilItListensAsync(ct);
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
                Assert.That(_process!.HasExited, Is.False, "PgBouncer ended at its start.");
                await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
            }
        }
    }
}
