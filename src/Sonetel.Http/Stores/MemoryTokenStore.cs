using System.Collections.Concurrent;

namespace Sonetel.Http;

/// <summary>Keeps tokens in this process, for as long as it lives. The default store.</summary>
public sealed class MemoryTokenStore : ITokenStore
{
    private readonly ConcurrentDictionary<string, TokenSet> _tokens = new(StringComparer.Ordinal);
    private readonly KeyedLock _locks = new();

    /// <inheritdoc/>
    public ValueTask<TokenSet?> GetAsync(string account, CancellationToken cancellationToken) => new(_tokens.GetValueOrDefault(account));

    /// <inheritdoc/>
    public ValueTask<bool> SetAsync(string account, TokenSet tokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var held = _tokens.AddOrUpdate(account, tokens, (_, current) => tokens.Generation > current.Generation ? tokens : current);
        return new ValueTask<bool>(ReferenceEquals(held, tokens));
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string account, CancellationToken cancellationToken)
    {
        _tokens.TryRemove(account, out _);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> LockAsync(string account, CancellationToken cancellationToken) => _locks.EnterAsync(account, cancellationToken);
}
