namespace Sonetel.Http.Tests.Stores;

/// <summary>A store that shows each call to a script before memory gets it.</summary>
internal sealed class ScriptedStore : ITokenStore
{
    public MemoryTokenStore Memory { get; set; } = new();

    /// <summary>Runs before each read; what it throws is the read's outcome.</summary>
    public Func<Task> BeforeGet { get; set; } = static () => Task.CompletedTask;

    /// <summary>Runs before each write; what it throws is the write's outcome.</summary>
    public Func<TokenSet, Task> BeforeSet { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Ends when the second read from now on begins, so that what the first one showed has been seen.</summary>
    public Task SecondRead()
    {
        var (reads, second) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        BeforeGet = () =>
        {
            if (++reads == 2)
            {
                second.TrySetResult();
            }

            return Task.CompletedTask;
        };
        return second.Task;
    }

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
