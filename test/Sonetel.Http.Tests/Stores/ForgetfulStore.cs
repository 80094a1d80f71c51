namespace Sonetel.Http.Tests.Stores;

/// <summary>A store that can be emptied, as by a restart of a cache.</summary>
internal sealed class ForgetfulStore : ITokenStore
{
    private MemoryTokenStore _memory = new();

    public void Forget() => _memory = new MemoryTokenStore();

    public ValueTask<TokenSet?> GetAsync(string key, Ct cancellationToken) => _memory.GetAsync(key, cancellationToken);

    public ValueTask<bool> SetAsync(string key, TokenSet tokens, Ct cancellationToken) => _memory.SetAsync(key, tokens, cancellationToken);
}
