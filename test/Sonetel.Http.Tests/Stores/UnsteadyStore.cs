using System.Threading.Channels;

namespace Sonetel.Http.Tests.Stores;

/// <summary>A store that several processes share, and that fails or hangs when told to, whatever its caller's token says.</summary>
internal sealed class UnsteadyStore : ITokenStore
{
    private readonly MemoryTokenStore _memory = new();
    private readonly Channel<bool> _hanging = Channel.CreateUnbounded<bool>();

    /// <summary>The calls that hang.</summary>
    public ChannelReader<bool> Hanging => _hanging.Reader;

    public bool Fails { get; set; }

    public bool Hangs { get; set; }

    public async ValueTask<TokenSet?> GetAsync(string account, Ct cancellationToken) => await (await SteadyAsync()).GetAsync(account, cancellationToken);

    public async ValueTask<bool> SetAsync(string account, TokenSet tokens, Ct cancellationToken) => await (await SteadyAsync()).SetAsync(account, tokens, cancellationToken);

    public async ValueTask RemoveAsync(string account, Ct cancellationToken) => await (await SteadyAsync()).RemoveAsync(account, cancellationToken);

    public async ValueTask<IAsyncDisposable> LockAsync(string account, Ct cancellationToken) => await (await SteadyAsync()).LockAsync(account, cancellationToken);

    private async ValueTask<MemoryTokenStore> SteadyAsync()
    {
        if (Hangs)
        {
            _hanging.Writer.TryWrite(true);
            await new TaskCompletionSource().Task;
        }

        return Fails ? throw new IOException("down") : _memory;
    }
}
