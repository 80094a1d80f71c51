using System.Collections.Concurrent;

namespace Sonetel.Http;

/// <summary>Keeps tokens in the memory of this process. This is the default store.</summary>
public sealed class MemoryTokenStore : ITokenStore
{
    private readonly ConcurrentDictionary<string, TokenSet> _tokens = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken) =>
        new(_tokens.GetValueOrDefault(key));

    /// <inheritdoc/>
    public ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tokens);

        // TryUpdate and TryAdd fail if another writer came in between.
        var isTaken = _tokens.TryGetValue(key, out var held)
            ? held.Generation == tokens.Generation - 1 && _tokens.TryUpdate(key, tokens, held)
            : tokens.Generation == 1 && _tokens.TryAdd(key, tokens);
        return new ValueTask<bool>(isTaken);
    }
}
