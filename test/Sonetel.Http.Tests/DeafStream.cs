namespace Sonetel.Http.Tests;

/// <summary>A stream that tells of a read and then blocks for ever, whatever is cancelled or closed.</summary>
internal sealed class DeafStream(Action onRead) : Stream
{
    private readonly ManualResetEventSlim _never = new();

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
        _never.Wait(Ct.None);
        return 0;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, Ct cancellationToken = default)
    {
        onRead();
        return new ValueTask<int>(new TaskCompletionSource<int>().Task);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
