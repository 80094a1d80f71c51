namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>A token request whose answer waits for <see cref="Release"/>: whoever sent it is in the middle of a renewal.</summary>
internal sealed class HeldTokenRequest
{
    private readonly TaskCompletionSource<string> _sender = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The name of the process, once the request is there.</summary>
    public Task<string> Sender => _sender.Task;

    public Task HoldAsync(string sender)
    {
        _sender.TrySetResult(sender);
        return _released.Task;
    }

    public void Release() => _released.TrySetResult();
}
