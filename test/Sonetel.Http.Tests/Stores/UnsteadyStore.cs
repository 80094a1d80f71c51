using System.Threading.Channels;

namespace Sonetel.Http.Tests.Stores;

/// <summary>A store that several processes share, and that fails or hangs when told to, whatever its caller's token says.</summary>
internal sealed class UnsteadyStore(MemoryTokenStore memory) : ITokenStore
{
    private readonly Channel<bool> _hanging = Channel.CreateUnbounded<bool>();

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

    public async ValueTask<TokenSet?> GetAsync(string key, Ct cancellationToken)
    {
        await SteadyAsync(Fails);
        return await memory.GetAsync(key, cancellationToken);
    }

    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, Ct cancellationToken)
    {
        await SteadyAsync(Fails || FailsWrites);
        return await memory.SetAsync(key, tokens, cancellationToken);
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
