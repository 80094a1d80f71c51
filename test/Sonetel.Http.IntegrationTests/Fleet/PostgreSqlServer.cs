using System.Diagnostics;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>
/// A PostgreSQL of the test's own, from Debian's package: a cluster in a temporary folder, on a free loopback port, as a user
/// that is not root.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string User = "postgres";
    private const string Packages = "/usr/lib/postgresql";

    private readonly string _folder = Directory.CreateTempSubdirectory("sonetel-pg-").FullName;
    private readonly string _binaries;
    private readonly int _port = FreePort.Take();

    private PostgreSqlServer(string binaries) => _binaries = binaries;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username={User};Database=postgres;Maximum Pool Size=10";

    private string LogPath => Path.Combine(_folder, "log");

    public static async Task<PostgreSqlServer> StartAsync()
    {
        var versions = Directory.Exists(Packages) ? Directory.GetDirectories(Packages) : [];
        var binaries = versions.Select(version => Path.Combine(version, "bin")).Where(HasServer).Max();

        if (binaries is null)
        {
            Assert.Ignore("PostgreSQL is not installed: apt-get install postgresql");
        }

        var server = new PostgreSqlServer(binaries!);

        try
        {
            await server.InitializeAsync();
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task StartAgainAsync() => RunAsync(
        "pg_ctl",
        "start", "-w", "-D", _folder, "-l", LogPath,
        "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200");

    public Task StopAsync() => RunAsync("pg_ctl", "stop", "-w", "-m", "immediate", "-D", _folder);

    public async ValueTask DisposeAsync()
    {
        // A test of an outage that failed in the middle of it left nothing to stop.
        if (File.Exists(Path.Combine(_folder, "postmaster.pid")))
        {
            await StopAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitializeAsync()
    {
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", User, _folder);
        }

        await RunAsync("initdb", "-D", _folder, "-U", User, "-A", "trust", "--no-sync");
    }

    private static bool HasServer(string binaries) => File.Exists(Path.Combine(binaries, "initdb"));

    // PostgreSQL refuses to run as root.
    private async Task RunAsync(string program, params string[] arguments)
    {
        var path = File.Exists(Path.Combine(_binaries, program)) ? Path.Combine(_binaries, program) : program;
        var asUser = Environment.UserName == "root" && program != "chown" ? new[] { "runuser", "-u", User, "--", path } : [path];
        var start = new ProcessStartInfo(asUser[0]) { RedirectStandardOutput = true, WorkingDirectory = "/tmp" };

        foreach (var argument in asUser.Skip(1).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}\n{await ReadLogAsync()}");
    }

    private async Task<string> ReadLogAsync() => File.Exists(LogPath) ? await File.ReadAllTextAsync(LogPath) : "(no log)";
}
