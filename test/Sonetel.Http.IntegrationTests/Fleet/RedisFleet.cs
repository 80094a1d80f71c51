using System.Collections.Concurrent;
using System.Diagnostics;
using Sonetel.Http.Emulator;
using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>
/// A Redis, an emulator that ends a sign-in whose refresh token comes twice, and processes that share both and an
/// account that has nothing but its refresh token.
/// </summary>
internal sealed class RedisFleet : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly List<MemberProcess> _members = [];
    private readonly ConcurrentQueue<FailedCall> _failed = new();

    private RedisFleet(RedisServer redis, SonetelEmulator emulator) => (Redis, Emulator) = (redis, emulator);

    public RedisServer Redis { get; }

    public SonetelEmulator Emulator { get; }

    public IReadOnlyList<FailedCall> FailedCalls => [.. _failed];

    public static async Task<RedisFleet> CreateAsync(bool isPersistent, int processes, TimeSpan lifetime, Ct ct)
    {
        var redis = await RedisServer.StartAsync(isPersistent, ct);
        var fleet = new RedisFleet(redis, await SonetelEmulator.StartAsync(cancellationToken: ct));

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

    /// <summary>Holds the next token request: whoever sent it is in the middle of a renewal until the hold is disposed.</summary>
    public async Task<IDisposable> HoldNextRequestAsync(Ct ct)
    {
        var before = Emulator.TokenRequests.Count;
        var hold = Emulator.HoldTokenRequests();

        try
        {
            await UntilAsync(() => Emulator.TokenRequests.Count > before, ct);
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    public Task TokensIssuedAsync(int count, Ct ct) => UntilAsync(() => Emulator.Counters.TokensIssued >= count, ct);

    /// <summary>The access token that Redis holds, or null where it holds none, or is away.</summary>
    public async Task<AccessToken?> ReadAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync($"{Redis.ConnectionString},connectTimeout=500,allowAdmin=true");
            var keys = (RedisKey[])(await connection.GetDatabase().ExecuteAsync("KEYS", "sonetel-tokens:*"))!;
            var key = keys.Select(key => key.ToString()).SingleOrDefault();
            var row = key is null ? RedisValue.Null : await connection.GetDatabase().HashGetAsync(key, "tokens");
            var account = key?["sonetel-tokens:".Length..];
            return row.IsNull ? null : TokenSetSerializer.Deserialize(account!, (byte[])row!, null).AccessToken;
        }
        catch (RedisException)
        {
            return null;
        }
    }

    /// <summary>Waits until Redis holds a valid token, and another one than before; gives how long that took.</summary>
    public async Task<TimeSpan> SharesAnotherTokenAsync(AccessToken? before, Ct ct)
    {
        var began = Stopwatch.GetTimestamp();

        while (true)
        {
            if (await ReadAsync() is { } token && token.Value != before?.Value && token.ExpiresAt > DateTimeOffset.UtcNow)
            {
                return Stopwatch.GetElapsedTime(began);
            }

            await Task.Delay(BetweenLooks, ct);
        }
    }

    /// <summary>Ends all processes and gives how many calls they made.</summary>
    public async Task<int> EndAsync(Ct ct) => (await Task.WhenAll(_members.Select(member => member.EndAsync(ct)))).Sum();

    public async ValueTask DisposeAsync()
    {
        _members.ForEach(member => member.Dispose());
        await Emulator.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private async Task StartAsync(int processes, TimeSpan lifetime, Ct ct)
    {
        Emulator.Switches.AccessTokenLifetime = lifetime;
        Emulator.Switches.Rotation = Rotation.RevokeFamilyOnReuse;
        var refreshToken = Emulator.GiveSipgateRefreshToken();

        // Two at a time: all at once, the first connection of one of them may take longer than a store is waited for.
        foreach (var numbers in Enumerable.Range(0, processes).Chunk(2))
        {
            await Task.WhenAll(numbers.Select(number => StartMemberAsync($"member-{number}", refreshToken, ct)));
        }

        // On a busy machine a first connection may still take longer than that; no crash of Redis has to do with it.
        _failed.Clear();
    }

    private Task StartMemberAsync(string name, string refreshToken, Ct ct)
    {
        var settings = new MemberSettings(
            name, Emulator.BaseAddress, Redis.ConnectionString, refreshToken, Keys: [], UsesRedis: true);
        var member = new MemberProcess(settings, _failed.Enqueue);
        _members.Add(member);
        return member.ReadyAsync(ct);
    }

    // Other processes' progress shows at the emulator only; there is nothing to await.
    private static async Task UntilAsync(Func<bool> condition, Ct ct)
    {
        while (!condition())
        {
            await Task.Delay(BetweenLooks, ct);
        }
    }
}
