using System.Threading.Channels;

namespace Sonetel.Http.Tests.Stores;

/// <summary>A store that several processes share, and that fails or hangs when told to, whatever its caller's token says.</summary>
internal sealed class UnsteadyStore(MemoryTokenStore memory) : ITokenStore
{
    private readonly Channel<bool> _hanging = Channel.CreateUnbounded<bool>();
    private readonly KeyedLock _locks = new();

    public UnsteadyStore()
        : this(new MemoryTokenStore())
    {
    }

    /// <summary>The calls that hang.</summary>
    public ChannelReader<bool> Hanging => _hanging.Reader;

    public bool Fails { get; set; }

    public bool FailsWrites { get; set; }

    /// <summary>Whether what the store needs is there.</summary>
    public Func<bool> IsOpen { get; init; } = () => true;

    public bool Hangs { get; set; }

    public async ValueTask<TokenSet?> GetAsync(string account, Ct cancellationToken)
    {
        await SteadyAsync(Fails);
        return await memory.GetAsync(account, cancellationToken);
    }

    public async ValueTask<bool> SetAsync(string account, TokenSet tokens, Ct cancellationToken)
    {
        await SteadyAsync(Fails || FailsWrites);
        return await memory.SetAsync(account, tokens, cancellationToken);
    }

    public async ValueTask RemoveAsync(string account, Ct cancellationToken)
    {
        await SteadyAsync(Fails || FailsWrites);
        await memory.RemoveAsync(account, cancellationToken);
    }

    public async ValueTask<IAsyncDisposable> LockAsync(string account, Ct cancellationToken)
    {
        await SteadyAsync(Fails);
        return await _locks.EnterAsync(account, cancellationToken);
    }

    private async ValueTask SteadyAsync(bool fails)
    {
        if (Hangs)
        {
            _hanging.Writer.TryWrite(true);
            await new TaskCompletionSource().Task;
        }

        if (fails || !IsOpen())
        {
            throw new IOException("down");
        }
    }
}
