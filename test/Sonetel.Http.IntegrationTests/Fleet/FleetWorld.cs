using System.Collections.Concurrent;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>An emulator that ends a sign-in whose refresh token comes twice, a store, and processes that share both.</summary>
internal sealed class FleetWorld : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly FleetOptions _options;
    private readonly List<MemberProcess> _members = [];
    private readonly ConcurrentQueue<FailedCall> _failed = new();
    private string? _refreshToken;

    private FleetWorld(FleetOptions options, IFleetStore store, SonetelEmulator emulator) =>
        (_options, Store, Emulator) = (options, store, emulator);

    public IFleetStore Store { get; }

    public SonetelEmulator Emulator { get; }

    public IReadOnlyList<FailedCall> FailedCalls => [.. _failed];

    public static async Task<FleetWorld> CreateAsync(FleetOptions options, Ct ct)
    {
        var store = await StartAsync(options.Store, ct);
        var fleet = new FleetWorld(options, store, await SonetelEmulator.StartAsync(cancellationToken: ct));

        try
        {
            await fleet.StartAsync(ct);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public async Task<MemberProcess> StartMemberAsync(string name, string[] keys, Ct ct)
    {
        var member = Add(name, keys);
        await member.ReadyAsync(ct);
        return member;
    }

    /// <summary>Ends a process as <c>kill -9</c> does.</summary>
    public async Task KillAsync(MemberProcess member, Ct ct)
    {
        await member.KillAsync(ct);
        _members.Remove(member);
        member.Dispose();
    }

    /// <summary>Starts another process in the place of one that has ended.</summary>
    public void Replace(MemberProcess member) => Add(member.Settings.Name, member.Settings.Keys);

    public Task TokensIssuedAsync(int count, Ct ct) => UntilAsync(() => Emulator.Counters.TokensIssued >= count, ct);

    /// <summary>Holds the next token request, so that a test knows who is in the middle of a renewal.</summary>
    public async Task<HeldRequest> HoldNextRequestAsync(Ct ct)
    {
        var before = Emulator.TokenRequests.Count;
        var hold = Emulator.HoldTokenRequests();

        try
        {
            await UntilAsync(() => Emulator.TokenRequests.Count > before, ct);
            var sender = Emulator.TokenRequests[before].Headers["User-Agent"];
            return new HeldRequest(_members.Find(member => member.Settings.Name == sender)!, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the row holds a valid token, and another one than before.</summary>
    public async Task SharesAnotherTokenAsync(TokenSet? before, Ct ct)
    {
        while (true)
        {
            var token = (await Store.ReadAsync(ct))?.AccessToken;

            if (token is not null && token.Value != before?.AccessToken?.Value && token.ExpiresAt > DateTimeOffset.UtcNow)
            {
                return;
            }

            await LookAgainAsync(ct);
        }
    }

    /// <summary>Ends all processes and gives how many calls they made.</summary>
    public async Task<int> EndAsync(Ct ct) => (await Task.WhenAll(_members.Select(member => member.EndAsync(ct)))).Sum();

    public async ValueTask DisposeAsync()
    {
        _members.ForEach(member => member.Dispose());
        await Emulator.DisposeAsync();
        await Store.DisposeAsync();
    }

    private static Task<IFleetStore> StartAsync(FleetStore store, Ct ct) => store switch
    {
        FleetStore.Redis => RedisFleetStore.StartAsync(isPersistent: true, ct),
        FleetStore.ForgetfulRedis => RedisFleetStore.StartAsync(isPersistent: false, ct),
        FleetStore.PgBouncer => PostgreSqlFleetStore.StartAsync(usesPgBouncer: true, ct),
        _ => PostgreSqlFleetStore.StartAsync(usesPgBouncer: false, ct),
    };

    private async Task StartAsync(Ct ct)
    {
        Emulator.Switches.AccessTokenLifetime = _options.Lifetime;
        Emulator.Switches.Rotation = Rotation.RevokeFamilyOnReuse;
        _refreshToken = _options.HasOnlyRefreshToken ? Emulator.GiveSipgateRefreshToken() : null;

        // Two at a time: all at once, the first connection of one of them may take longer than a store is waited for.
        foreach (var numbers in Enumerable.Range(0, _options.Processes).Chunk(2))
        {
            await Task.WhenAll(numbers.Select(number => StartMemberAsync($"member-{number}", _options.Keys, ct)));
        }

        // On a machine that is busy enough the first connection does take longer, and that call says nothing about what follows.
        _failed.Clear();
    }

    private MemberProcess Add(string name, string[] keys)
    {
        var usesRedis = _options.Store is FleetStore.Redis or FleetStore.ForgetfulRedis;
        var settings = new MemberSettings(
            name, Emulator.BaseAddress, Store.ConnectionStringOf(name), _refreshToken, keys, usesRedis);
        var member = new MemberProcess(settings, _failed.Enqueue);
        _members.Add(member);
        return member;
    }

    // Other processes' progress shows at the emulator only; there is nothing to await.
    private async Task UntilAsync(Func<bool> condition, Ct ct)
    {
        while (!condition())
        {
            await LookAgainAsync(ct);
        }
    }

    private async Task LookAgainAsync(Ct ct)
    {
        Assert.That(Emulator.Counters.RefreshTokenReuses, Is.Zero, "a refresh token came twice: what a test waits for may never come");
        await Task.Delay(BetweenLooks, ct);
    }
}
