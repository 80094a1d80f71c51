using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>One process of a fleet. Its input says <c>go</c>, then <c>stats</c> as often as it likes, and ends.</summary>
internal static class FleetMember
{
    public static async Task<int> RunAsync(MemberSettings settings)
    {
        using var meter = new StoreMeter();
        await using var client = MemberClient.Create(settings, meter);
        using var ending = new CancellationTokenSource();

        // What the first call of a process costs, code to compile and connections to open, is no part of the table.
        var warm = string.Create(CultureInfo.InvariantCulture, $"warm-{settings.Number}");
        using var first = await client.SendAsync(warm);
        Console.WriteLine("ready");

        var calls = new MemberCalls(settings, client);
        var renewals = new MemberRenewals(settings, client);
        var renews = settings.TokenEndpoint is null;
        var running = Task.CompletedTask;

        // Console.In reads synchronously, whatever it is asked.
        using var input = new StreamReader(Console.OpenStandardInput());

        while (await input.ReadLineAsync() is { } line)
        {
            if (line == "go")
            {
                running = Task.Run(() => renews ? renewals.RunAsync(ending.Token) : calls.RunAsync(ending.Token));
            }
            else
            {
                var stats = WithProcess(renews ? renewals.Stats : calls.Stats, meter);
                Console.WriteLine(JsonSerializer.Serialize(stats));
            }
        }

        await ending.CancelAsync();
        await running;
        return 0;
    }

    private static MemberStats WithProcess(MemberStats stats, StoreMeter meter)
    {
        using var process = Process.GetCurrentProcess();
        return stats with
        {
            StoreCalls = meter.Calls,
            StoreErrors = meter.Errors,
            StoreBytes = meter.Bytes,
            ResidentBytes = process.WorkingSet64,
            Processor = process.TotalProcessorTime,
        };
    }
}
