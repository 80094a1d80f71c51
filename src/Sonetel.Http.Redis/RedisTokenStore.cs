using StackExchange.Redis;

namespace Sonetel.Http.Redis;

/// <summary>Keeps tokens in Redis, in one hash per account. A read is one command, and a write is one script.</summary>
/// <param name="connect">Returns the connection; called before each command.</param>
/// <param name="protector">Encrypts tokens; null for plain text.</param>
/// <param name="options">The options.</param>
internal sealed class RedisTokenStore(
    Func<Ct, ValueTask<IConnectionMultiplexer>> connect, ITokenProtector? protector, RedisTokenStoreOptions options)
    : ITokenStore
{
    // Redis runs a script atomically. Generations are compared as text, because Lua's numbers lose digits beyond 2^53.
    private const string WriteNext =
        """
        if (redis.call('HGET', KEYS[1], 'generation') or '0') ~= ARGV[1] then
            return 0
        end
        redis.call('HSET', KEYS[1], 'generation', ARGV[2], 'tokens', ARGV[3])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        return 1
        """;

    // A replica may lag behind and return an older row, or none.
    private const CommandFlags FromMaster = CommandFlags.DemandMaster;

    // Redis adds the time to live to its clock, and rejects a sum that overflows.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static readonly RedisValue[] Fields = ["generation", "tokens"];

    public async ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var connection = await connect(cancellationToken).ConfigureAwait(false);
        var reading = connection.GetDatabase().HashGetAsync(Key(key), Fields, FromMaster);
        var row = await reading.WaitAsync(cancellationToken).ConfigureAwait(false);

        return (row[0].IsNull, row[1].IsNull) switch
        {
            (true, true) => null,
            (false, false) => TokenSetSerializer.Deserialize(key, (byte[])row[1]!, protector),
            _ => throw new InvalidDataException(
                $"The value in Redis for '{key}' has no generation or no tokens. Delete it."),
        };
    }

    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken)
    {
        var bytes = TokenSetSerializer.Serialize(key, tokens, protector);
        RedisValue[] values = [tokens.Generation - 1, tokens.Generation, bytes, Lifetime(tokens)];
        var connection = await connect(cancellationToken).ConfigureAwait(false);
        var writing = connection.GetDatabase().ScriptEvaluateAsync(WriteNext, [Key(key)], values, FromMaster);
        var isTaken = await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        return (bool)isTaken;
    }

    // In milliseconds. The next write may come only when the access token expires, which may be after a year.
    private long Lifetime(TokenSet tokens)
    {
        var ofToken = (tokens.AccessToken?.ExpiresAt - tokens.AcquiredAt ?? TimeSpan.Zero).Ticks;
        var kept = options.RefreshTokenLifetime.Ticks;
        var ticks = ofToken > kept ? ofToken + kept : kept;
        return (long)Math.Ceiling(TimeSpan.FromTicks(Math.Min(ticks, Longest.Ticks)).TotalMilliseconds);
    }

    private RedisKey Key(string key) => options.KeyPrefix + key;
}
