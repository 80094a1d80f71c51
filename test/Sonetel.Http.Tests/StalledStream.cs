namespace Sonetel.Http.Tests;

/// <summary>A stream that tells of a read and then gives nothing until it is closed or the reader gives up.</summary>
internal sealed class StalledStream(Action onRead) : Stream
{
    private readonly CancellationTokenSource _closed = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        onRead();
        _closed.Token.WaitHandle.WaitOne();
        throw new IOException("closed");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, Ct cancellationToken = default)
    {
        onRead();
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _closed.Cancel();
        base.Dispose(disposing);
    }
}
