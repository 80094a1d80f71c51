using StackExchange.Redis;

namespace Sonetel.Http.Redis;

/// <summary>The connection of one connection string, made at the first call, kept until the container ends.</summary>
internal sealed class RedisConnection(ConfigurationOptions options) : IDisposable, IAsyncDisposable
{
    private readonly object _lock = new();
    private Task<ConnectionMultiplexer>? _connecting;
    private bool _isDisposed;

    /// <summary>Reads a connection string and sets what a token store needs whatever it says.</summary>
    /// <exception cref="ArgumentException">It is none; the message shows nothing of it.</exception>
    public static RedisConnection Create(string connectionString)
    {
        var options = Parse(connectionString);

        // An app starts while Redis is away, and the connection comes by itself: looked for once a second, because
        // StackExchange.Redis's own pauses grow to ten seconds, and until then each process is on its own.
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new LinearRetry(maxRetryElapsedTimeAllowedMilliseconds: 1000);

        // Without a connection a call fails at once, instead of waiting in a queue and being sent when nobody waits.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return new RedisConnection(options);
    }

    public async ValueTask<IConnectionMultiplexer> ConnectAsync(Ct ct) =>
        await Connecting().WaitAsync(ct).ConfigureAwait(false);

    public void Dispose() => _ = DisposeConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        // A connection that is still being made is closed once it is there; nobody waits for a Redis that is away.
        var disposing = DisposeConnectionAsync();

        if (_connecting is { IsCompleted: true })
        {
            await disposing.ConfigureAwait(false);
        }
    }

    // The library's own message shows what it stumbled over, which is a piece of the password where that has a comma.
    private static ConfigurationOptions Parse(string connectionString)
    {
        try
        {
            if (ConfigurationOptions.Parse(connectionString) is { EndPoints.Count: > 0 } options)
            {
                return options;
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
        }

        throw new ArgumentException(
            "StackExchange.Redis cannot read the connection string. It begins with host:port, and options such as "
            + "ssl=true follow, with commas in between; give an IConnectionMultiplexer if a password has a comma in it.",
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
