namespace Sonetel.Http.Tests;

/// <summary>A stream of the letter 'x' that can be read once and never sought in; like a network's, it may not know its length.</summary>
internal sealed class OneShotStream(int length) : Stream
{
    private int _left = length;

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
        var read = Math.Min(count, _left);
        buffer.AsSpan(offset, read).Fill((byte)'x');
        _left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
