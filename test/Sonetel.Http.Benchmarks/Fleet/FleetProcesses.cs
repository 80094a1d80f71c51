using System.Text.Json;
using System.Threading.Channels;
using Sonetel.Http.Benchmarks.Fleet.Members;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>The processes of one row.</summary>
internal sealed class FleetProcesses : IDisposable
{
    // More at once, and the first connection of one of them takes longer than a store is waited for.
    private static readonly SemaphoreSlim Starting = new(3);

    private readonly List<(ChildProcess Process, Channel<string> Lines)> _members = [];

    /// <summary>Starts one after the other, each until it is ready.</summary>
    public async Task StartAsync(IEnumerable<MemberSettings> settings) =>
        await Task.WhenAll(settings.Select(StartAsync));

    public Task GoAsync() => Task.WhenAll(_members.Select(member => member.Process.TellAsync("go")));

    public async Task<IReadOnlyList<MemberStats>> StatsAsync() => await Task.WhenAll(_members.Select(async member =>
    {
        await member.Process.TellAsync("stats");
        return JsonSerializer.Deserialize<MemberStats>(await member.Lines.Reader.ReadAsync())!;
    }));

    public void Dispose() => _members.ForEach(member => member.Process.Dispose());

    private async Task StartAsync(MemberSettings settings)
    {
        await Starting.WaitAsync();

        try
        {
            var lines = Channel.CreateUnbounded<string>();
            var process = new ChildProcess(null, ["fleet-member", settings.ToArgument()], line => lines.Writer.TryWrite(line));
            _ = process.Ended.ContinueWith(_ => lines.Writer.TryComplete(), TaskScheduler.Default);

            lock (_members)
            {
                _members.Add((process, lines));
            }

            await lines.Reader.ReadAsync();
        }
        finally
        {
            Starting.Release();
        }
    }
}
