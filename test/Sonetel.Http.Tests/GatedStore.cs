namespace Sonetel.Http.Tests;

/// <summary>A store whose writes of received tokens wait until they are released; claims pass.</summary>
internal sealed class GatedStore : ITokenStore
{
    private readonly MemoryTokenStore _memory = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Arrived => _arrived.Task;

    public void Release() => _released.TrySetResult();

    public ValueTask<TokenSet?> GetAsync(string key, Ct cancellationToken) => _memory.GetAsync(key, cancellationToken);

    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, Ct cancellationToken)
    {
        if (tokens.Renewer is null)
        {
            _arrived.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
        }

        return await _memory.SetAsync(key, tokens, cancellationToken);
    }
}
