using System.Globalization;
using Npgsql;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>An emulator, a database, and processes that share both.</summary>
internal sealed class FleetWorld : IAsyncDisposable
{
    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(20);

    private readonly List<MemberProcess> _processes = [];

    private FleetWorld(PostgreSqlServer database, SonetelEmulator emulator) => (Database, Emulator) = (database, emulator);

    public PostgreSqlServer Database { get; }

    public SonetelEmulator Emulator { get; }

    public static async Task<FleetWorld> CreateAsync(int processes, TimeSpan lifetime, Ct ct)
    {
        var fleet = new FleetWorld(await PostgreSqlServer.StartAsync(), await SonetelEmulator.StartAsync(cancellationToken: ct));

        try
        {
            await fleet.StartAsync(processes, lifetime, ct);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public Task TokensIssuedAsync(int count, Ct ct) => UntilAsync(() => Emulator.Counters.TokensIssued >= count, ct);

    public Task TokenRequestsAsync(int count, Ct ct) => UntilAsync(() => Emulator.Counters.TokenRequests >= count, ct);

    /// <summary>Waits until one refresh has served all processes for a whole lifetime of five seconds, and the next one did too.</summary>
    public Task SharesAgainAsync(Ct ct) => UntilAsync(() => Emulator.TokenRequests is [.., var before, var first, var second] && Follows(before, first) && Follows(first, second), ct);

    public async Task OneWaitsForTheLockAsync(Ct ct)
    {
        while (await LockAsync(granted: false, ct) is null)
        {
            await Task.Delay(Backoff, ct);
        }
    }

    public async Task KillHolderAsync(Ct ct)
    {
        var holder = await LockAsync(granted: true, ct);
        var process = _processes[int.Parse(holder!["member-".Length..], CultureInfo.InvariantCulture)];
        await process.KillAsync(ct);
        _processes.Remove(process);
        process.Dispose();
    }

    public async Task<(int Calls, int Failed)> EndAsync(Ct ct)
    {
        var counts = await Task.WhenAll(_processes.Select(process => process.EndAsync(ct)));
        return (counts.Sum(count => count.Calls), counts.Sum(count => count.Failed));
    }

    public async ValueTask DisposeAsync()
    {
        _processes.ForEach(process => process.Dispose());
        await Emulator.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task StartAsync(int processes, TimeSpan lifetime, Ct ct)
    {
        Emulator.Switches.AccessTokenLifetime = lifetime;
        Emulator.Switches.Rotation = Rotation.RevokeFamilyOnReuse;

        for (var i = 0; i < processes; i++)
        {
            _processes.Add(new MemberProcess(Emulator.BaseAddress, $"{Database.ConnectionString};Application Name=member-{i}"));
        }

        await Task.WhenAll(_processes.Select(process => process.ReadyAsync(ct)));
    }

    /// <summary>The name of a process that holds a renewal's lock, or that waits for it.</summary>
    private async Task<string?> LockAsync(bool granted, Ct ct)
    {
        await using var connection = new NpgsqlConnection($"{Database.ConnectionString};Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand($"SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted = {granted}", connection);
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    private static bool Follows(RecordedRequest before, RecordedRequest after) =>
        after.At - before.At > TimeSpan.FromSeconds(3) && after.Parameters["grant_type"] == "refresh_token";

    // Other processes' progress shows at the emulator only; there is nothing to await.
    private static async Task UntilAsync(Func<bool> condition, Ct ct)
    {
        while (!condition())
        {
            await Task.Delay(Backoff, ct);
        }
    }
}
