using StackExchange.Redis;

namespace Sonetel.Http.Redis;

/// <summary>Connects at the first call, and keeps the connection until it is disposed.</summary>
internal sealed class RedisConnection(ConfigurationOptions options) : IDisposable, IAsyncDisposable
{
    // After a failover the client looks for the new master this often. Its own default is a minute, during which every
    // call fails.
    private const string Defaults = "configCheckSeconds=5,";

    private readonly object _lock = new();
    private Task<ConnectionMultiplexer>? _connecting;
    private bool _isDisposed;

    /// <summary>Parses a connection string and overrides the options that a token store depends on.</summary>
    /// <exception cref="ArgumentException">The connection string is invalid; the message does not quote it.</exception>
    public static RedisConnection Create(string connectionString)
    {
        var options = Parse(connectionString);

        // The app starts even if Redis is unavailable. Reconnects are tried once a second, because the default pauses
        // grow to ten seconds, and until then each process signs in by itself.
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new LinearRetry(maxRetryElapsedTimeAllowedMilliseconds: 1000);

        // Without a connection, a call fails at once. A queued write could be sent after the caller has given up.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return new RedisConnection(options);
    }

    public async ValueTask<IConnectionMultiplexer> ConnectAsync(Ct ct) =>
        await Connecting().WaitAsync(ct).ConfigureAwait(false);

    public void Dispose() => _ = DisposeConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        // Does not wait for a pending connection, because Redis may be unavailable; it is closed when it completes.
        var disposing = DisposeConnectionAsync();

        if (_connecting is { IsCompleted: true })
        {
            await disposing.ConfigureAwait(false);
        }
    }

    // The message of StackExchange.Redis quotes the invalid part, which is a part of the password if that has a comma.
    private static ConfigurationOptions Parse(string connectionString)
    {
        try
        {
            // Of an option that occurs twice, the last value counts: the connection string's.
            if (ConfigurationOptions.Parse(Defaults + connectionString) is { EndPoints.Count: > 0 } options)
            {
                return options;
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
        }

        throw new ArgumentException(
            "StackExchange.Redis cannot parse the connection string. It has the form host:port,option=value, such as "
            + "localhost:6379,ssl=true; pass an IConnectionMultiplexer if a password contains a comma.",
            nameof(connectionString));
    }

    private Task<ConnectionMultiplexer> Connecting()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);

            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connecting = Task.Run(() => ConnectionMultiplexer.ConnectAsync(options));
            }

            return _connecting;
        }
    }

    private async Task DisposeConnectionAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        if (_connecting is { } connecting)
        {
            await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            if (connecting.IsCompletedSuccessfully)
            {
                await connecting.Result.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
