using System.Diagnostics;
using Sonetel.Http.Benchmarks.Faults.Members;
using Sonetel.Http.Benchmarks.Faults.Servers;

namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>One fleet with a store and a token endpoint of its own, struck again and again in the middle of a renewal.</summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(30);

    // What members told meanwhile has come by then.
    private static readonly TimeSpan Telling = TimeSpan.FromMilliseconds(300);

    private static readonly SemaphoreSlim Starting = new(3);

    private readonly List<StruckMember> _members = [];
    private readonly FaultRow _row;
    private readonly FaultPlan _plan;
    private readonly IFaultServer _server;
    private readonly FaultTokenServer _tokens;
    private readonly string? _refreshToken;

    private FaultWorld(FaultRow row, FaultPlan plan, IFaultServer server, FaultTokenServer tokens)
    {
        (_row, _plan, _server, _tokens) = (row, plan, server, tokens);
        _refreshToken = row.Account is FaultAccount.OnlyRefreshToken ? tokens.GiveRefreshToken() : null;
    }

    public static async Task<FaultWorld> StartAsync(FaultRow row, FaultPlan plan)
    {
        var server = await FaultServers.StartAsync(row);
        var world = new FaultWorld(row, plan, server, await FaultTokenServer.StartAsync(plan.Lifetime));

        // One after the other: the second one finds a row, and the account does not begin with two that race for it.
        for (var number = 0; number < plan.Processes; number++)
        {
            await world.AddAsync($"member-{number}");
        }

        return world;
    }

    /// <summary>Strikes once.</summary>
    public async Task<FaultMeasurement> MeasureAsync()
    {
        var held = _tokens.HoldNext();
        var name = await held.Sender.WaitAsync(Longest);
        var holder = _members.Find(member => member.Settings.Name == name)!;
        var struck = Stopwatch.GetTimestamp();
        var (survivors, away, mended) = await StrikeAsync(holder, held);
        var toToken = await RecoverAsync(survivors, struck);
        await mended;
        await Task.Delay(Telling);
        var hurt = survivors.Max(member => member.HurtSince(struck));
        await RestoreAsync(holder, struck, toToken is null);
        return new FaultMeasurement(toToken, hurt, away);
    }

    public async ValueTask DisposeAsync()
    {
        _members.ForEach(member => member.Dispose());
        await _tokens.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task<(StruckMember[] Survivors, TimeSpan Away, Task Mended)> StrikeAsync(StruckMember holder, HeldTokenRequest held)
    {
        StruckMember[] others = [.. _members.Where(member => member != holder)];

        switch (_row.Fault)
        {
            case Fault.HolderKilled:
                await holder.Process.KillAsync();
                held.Release();
                return (others, TimeSpan.Zero, Task.CompletedTask);

            case Fault.HolderFrozen15 or Fault.HolderFrozen30:
                await holder.Process.FreezeAsync();
                held.Release();
                return (others, TimeSpan.Zero, ThawAsync(holder));

            default:
                var broken = Stopwatch.GetTimestamp();
                await _server.BreakAsync();
                held.Release();
                await Task.Delay(_row.Fault is Fault.StoreAway30 ? Away : TimeSpan.Zero);
                await _server.MendAsync();
                return ([.. _members], Stopwatch.GetElapsedTime(broken), Task.CompletedTask);
        }
    }

    private async Task ThawAsync(StruckMember holder)
    {
        await Task.Delay(TimeSpan.FromSeconds(_row.Fault is Fault.HolderFrozen15 ? 15 : 30));
        await holder.Process.ThawAsync();
    }

    private async Task<TimeSpan?> RecoverAsync(StruckMember[] survivors, long struck)
    {
        long?[] uses = [];

        while (Stopwatch.GetElapsedTime(struck) < Longest)
        {
            uses = [.. survivors.Select(member => member.FirstUse(token => _tokens.WasIssuedAfter(token, struck)))];

            if (uses.All(use => use is not null))
            {
                return Stopwatch.GetElapsedTime(struck, uses.Max()!.Value);
            }

            // Nothing will come any more for an account that has nothing else.
            if (_tokens.IsRevoked && _row.Account is FaultAccount.OnlyRefreshToken)
            {
                return null;
            }

            await Task.Delay(BetweenLooks);
        }

        return null;
    }

    private async Task RestoreAsync(StruckMember holder, long struck, bool isLost)
    {
        if (isLost)
        {
            return;
        }

        if (_row.Fault is Fault.HolderKilled)
        {
            _members.Remove(holder);
            holder.Dispose();
            await AddAsync(holder.Settings.Name);
        }

        await _server.RestoreAsync();

        // A holder that was frozen goes on with the others' token.
        await RecoverAsync([.. _members], struck);
    }

    private async Task AddAsync(string name)
    {
        var settings = new FaultMemberSettings(
            name, _row.Store is FaultStore.Redis, _server.ConnectionString, _tokens.TokenEndpoint, _refreshToken);
        await Starting.WaitAsync();

        try
        {
            var member = new StruckMember(settings, _plan.Member);
            _members.Add(member);

            while (!member.IsReady && !member.Process.Ended.IsCompleted)
            {
                await Task.Delay(BetweenLooks);
            }
        }
        finally
        {
            Starting.Release();
        }
    }
}
