namespace Sonetel.Http.Tests.Stores;

/// <summary>A store that shows each call to a script before memory gets it.</summary>
internal sealed class ScriptedStore : ITokenStore
{
    public MemoryTokenStore Memory { get; set; } = new();

    /// <summary>Runs before each read; what it throws is the read's outcome.</summary>
    public Func<Task> BeforeGet { get; set; } = static () => Task.CompletedTask;

    /// <summary>Runs before each write; what it throws is the write's outcome.</summary>
    public Func<TokenSet, Task> BeforeSet { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask<TokenSet?> GetAsync(string key, Ct cancellationToken)
    {
        await BeforeGet();
        return await Memory.GetAsync(key, cancellationToken);
    }

    public async ValueTask<bool> SetAsync(string key, TokenSet tokens, Ct cancellationToken)
    {
        await BeforeSet(tokens);
        return await Memory.SetAsync(key, tokens, cancellationToken);
    }
}
