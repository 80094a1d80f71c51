namespace Sonetel.Http.Tests;

/// <summary>A body that tells whether, and when, it was disposed.</summary>
internal sealed class DisposalContent() : ByteArrayContent("refused"u8.ToArray())
{
    private readonly TaskCompletionSource _disposed = new();

    public bool IsDisposed => Disposed.IsCompleted;

    public Task Disposed => _disposed.Task;

    protected override void Dispose(bool disposing)
    {
        _disposed.TrySetResult();
        base.Dispose(disposing);
    }
}
